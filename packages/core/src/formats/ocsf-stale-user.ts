import { partitionOfArn } from '../arn.ts';
import { describeStaleReason } from '../describe-stale-reason.ts';
import { describeThresholds, type FindingContext } from './finding-context.ts';
import { nameStaleUserFinding } from './finding-uid.ts';
import {
  beginOcsfEvent,
  describeOcsfAccount,
  describeOcsfCloud,
  describeOcsfOwner,
  listOcsfTags,
  ocsfClasses,
  type OcsfEvent,
} from './ocsf-event.ts';
import { beginFindingInfo } from './ocsf-finding-info.ts';
import { omitNulls } from './omit-nulls.ts';
import { explainStaleUser, rateStaleUser, type StaleUserFinding } from './stale-user-finding.ts';

/**
 * Makes the OCSF 1.8.0 event of a stale user: an IAM Analysis Finding (2008), as that class has attributes for the user,
 * its MFA and its last activity, and a Compliance Finding has none of these.
 */
export function toOcsfStaleUser(user: StaleUserFinding, context: FindingContext): OcsfEvent {
  const words = explainStaleUser(user, context);
  const uid = nameStaleUserFinding(user);
  return {
    ...beginOcsfEvent({
      class: ocsfClasses.iamAnalysisFinding,
      activity: [1, 'Create'],
      severity: rateStaleUser(user),
      time: user.dataAsOf,
      uid,
      eventCode: 'stale_user',
      context,
    }),
    message: `${words.title}: ${words.description}`,
    status_id: 1,
    status: 'New',
    finding_info: {
      ...beginFindingInfo(uid, words, 'stale_user', context),
      last_seen_time: user.dataAsOf.getTime(),
      data_sources: ['AWS IAM credential report'],
    },
    cloud: describeOcsfCloud({ ...user, arn: user.userArn }, context),
    user: {
      uid: user.userArn,
      name: user.userName,
      type_id: 1,
      type: 'User',
      has_mfa: user.mfaActive,
      account: describeOcsfAccount(user),
    },
    identity_activity_metrics: {
      first_seen_time: user.userCreatedAt.getTime(),
      ...omitNulls({
        last_seen_time: user.lastActivityAt?.getTime(),
        password_last_used_time: user.lastLoginAt?.getTime(),
      }),
    },
    resources: [
      {
        uid: user.userArn,
        name: user.userName,
        type: 'AWS::IAM::User',
        role_id: 3,
        role: 'Affected',
        provider: 'AWS',
        created_time: user.userCreatedAt.getTime(),
        ...omitNulls({
          cloud_partition: partitionOfArn(user.userArn),
          owner: describeOcsfOwner(user.owner),
          tags: listOcsfTags(user.tags),
        }),
      },
    ],
    // Type ids: 4 User Name, 31 User UID, 35 Account UID.
    observables: [
      { name: 'user.name', type_id: 4, value: user.userName },
      { name: 'user.uid', type_id: 31, value: user.userArn },
      { name: 'cloud.account.uid', type_id: 35, value: user.accountId },
    ],
    remediation: { desc: words.remediation, references: [words.remediationUrl] },
    unmapped: {
      scan_id: context.scanId,
      policy: describeThresholds(context),
      stale_reason: user.staleReason,
      stale_reason_text: describeStaleReason(user.staleReason, context.policy),
      password_enabled: user.passwordEnabled,
      days_since_login: user.daysSinceLogin,
      days_since_activity: user.daysSinceActivity,
      active_key_count: user.activeKeyCount,
      owner: user.owner,
      organization_path: user.organizationPath,
      data_as_of: user.dataAsOf.toISOString(),
    },
  };
}
