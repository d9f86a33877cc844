import {
  describeAsffAccount,
  makeAsffFinding,
  type AsffContext,
  type AsffFinding,
} from './asff-finding.ts';
import { nameUnreadAccountFinding } from './finding-uid.ts';
import { explainUnreadAccount, type UnreadAccountFinding } from './unread-account-finding.ts';

/** Makes the Security Hub finding of an account that was not read, with the status `NOT_AVAILABLE`. */
export function toAsffUnreadAccount(
  account: UnreadAccountFinding,
  partition: string,
  context: AsffContext,
): AsffFinding {
  return makeAsffFinding(
    {
      id: nameUnreadAccountFinding(account.accountId),
      generator: 'unread-account',
      classifier: 'Unread Account',
      accountId: account.accountId,
      accountName: account.accountName,
      partition,
      createdAt: account.asOf,
      firstObservedAt: null,
      updatedAt: account.asOf,
      severity: 'medium',
      words: explainUnreadAccount(account),
      resources: [describeAsffAccount(account.accountId, partition)],
      status: 'NOT_AVAILABLE',
      reasons: [
        {
          code: account.code ?? account.state,
          text: account.message?.trim() ? account.message : account.advice,
        },
      ],
      fields: { OrganizationPath: account.organizationPath },
    },
    context,
  );
}
