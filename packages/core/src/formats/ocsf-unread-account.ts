import type { FindingContext } from './finding-context.ts';
import { nameUnreadAccountFinding } from './finding-uid.ts';
import { beginOcsfEvent, describeOcsfCloud, ocsfClasses, type OcsfEvent } from './ocsf-event.ts';
import { beginFindingInfo } from './ocsf-finding-info.ts';
import { omitNulls } from './omit-nulls.ts';
import { explainUnreadAccount, type UnreadAccountFinding } from './unread-account-finding.ts';

/**
 * Makes the OCSF 1.8.0 event of an account that was not read: a Compliance Finding (2003) with the status `Warning`,
 * OCSF's word for a check that gave no result for want of data.
 */
export function toOcsfUnreadAccount(
  account: UnreadAccountFinding,
  context: FindingContext,
): OcsfEvent {
  const words = explainUnreadAccount(account);
  const uid = nameUnreadAccountFinding(account.accountId);
  return {
    ...beginOcsfEvent({
      class: ocsfClasses.complianceFinding,
      activity: [1, 'Create'],
      severity: 'medium',
      time: account.asOf,
      uid,
      eventCode: 'unread_account',
      context,
    }),
    message: `${words.title}: ${words.description}`,
    status_id: 1,
    status: 'New',
    finding_info: {
      ...beginFindingInfo(uid, words, 'unread_account', context),
      last_seen_time: account.asOf.getTime(),
    },
    cloud: describeOcsfCloud({ ...account, arn: null }, context),
    compliance: {
      control: 'The credentials of every account are checked',
      status_id: 2,
      status: 'Warning',
      ...omitNulls({
        status_code: account.code,
        status_details: account.message === null ? null : [account.message],
      }),
    },
    resources: [
      {
        uid: account.accountId,
        name: account.accountName,
        type: 'AWS::Organizations::Account',
        role_id: 3,
        role: 'Affected',
        provider: 'AWS',
      },
    ],
    observables: [{ name: 'cloud.account.uid', type_id: 35, value: account.accountId }],
    remediation: { desc: words.remediation },
    unmapped: {
      scan_id: context.scanId,
      state: account.state,
      organization_path: account.organizationPath,
    },
  };
}
