import { describeStaleReason } from '../describe-stale-reason.ts';
import {
  findPartition,
  makeAsffFinding,
  type AsffContext,
  type AsffFinding,
} from './asff-finding.ts';
import { describeAsffUser } from './asff-user.ts';
import { nameStaleUserFinding } from './finding-uid.ts';
import {
  dateStaleUser,
  explainStaleUser,
  rateStaleUser,
  type StaleUserFinding,
} from './stale-user-finding.ts';

/** Makes the Security Hub finding of a stale user. */
export function toAsffStaleUser(user: StaleUserFinding, context: AsffContext): AsffFinding {
  return makeAsffFinding(
    {
      id: nameStaleUserFinding(user),
      generator: 'stale-user',
      classifier: 'Stale IAM User',
      accountId: user.accountId,
      accountName: user.accountName,
      partition: findPartition(user.userArn),
      createdAt: dateStaleUser(user, context),
      firstObservedAt: null,
      updatedAt: user.dataAsOf,
      severity: rateStaleUser(user),
      words: explainStaleUser(user, context),
      resources: [describeAsffUser(user)],
      status: 'FAILED',
      reasons: [
        { code: user.staleReason, text: describeStaleReason(user.staleReason, context.policy) },
      ],
      fields: {
        StaleReason: user.staleReason,
        PasswordEnabled: user.passwordEnabled,
        MfaActive: user.mfaActive,
        LastLoginAt: user.lastLoginAt?.toISOString() ?? 'never',
        LastActivityAt: user.lastActivityAt?.toISOString() ?? 'never',
        ActiveKeyCount: user.activeKeyCount,
        Owner: user.owner,
        OrganizationPath: user.organizationPath,
      },
    },
    context,
  );
}
