import { describeStaleReason } from '../describe-stale-reason.ts';
import { passOption } from '../fix-access-key.ts';
import type { Severity } from '../judge-severity.ts';
import type { StaleReason } from '../judge-user.ts';
import type { FindingContext } from './finding-context.ts';
import type { FindingWords } from './finding-words.ts';

/** A stale user as findings formats speak of it. */
export type StaleUserFinding = {
  readonly accountId: string;
  readonly accountName: string;
  readonly organizationPath: string | null;
  readonly userName: string;
  readonly userArn: string;
  readonly userCreatedAt: Date;
  readonly passwordEnabled: boolean;
  readonly lastLoginAt: Date | null;
  readonly daysSinceLogin: number | null;
  readonly lastActivityAt: Date | null;
  readonly daysSinceActivity: number | null;
  readonly mfaActive: boolean;
  readonly activeKeyCount: number;
  readonly staleReason: StaleReason;
  readonly owner: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The time of the scan that these facts are of. */
  readonly dataAsOf: Date;
};

/** `medium` where a password alone lets somebody in, otherwise `low`; the user's keys are findings of their own. */
export function rateStaleUser(
  user: Pick<StaleUserFinding, 'passwordEnabled' | 'mfaActive'>,
): Severity {
  return user.passwordEnabled && !user.mfaActive ? 'medium' : 'low';
}

/** Since when the user is stale: since creation where there never was a login, or since the threshold was crossed. */
export function dateStaleUser(
  user: StaleUserFinding,
  { policy }: Pick<FindingContext, 'policy'>,
): Date {
  const last = {
    no_password: null,
    never_logged_in: null,
    never_active: null,
    exempted: null,
    last_login_over_threshold: user.lastLoginAt,
    last_activity_over_threshold: user.lastActivityAt,
  }[user.staleReason];
  return last === null
    ? user.userCreatedAt
    : new Date(last.getTime() + policy.staleAfterDays * dayMs);
}

/** Says why a user is stale, and what to do about it. */
export function explainStaleUser(
  user: StaleUserFinding,
  { policy }: Pick<FindingContext, 'policy'>,
): FindingWords {
  const keys = `${user.activeKeyCount} active access ${user.activeKeyCount === 1 ? 'key' : 'keys'}`;
  return {
    title: `Stale IAM user ${user.userName} in ${user.accountName} (${user.accountId})`,
    description: [
      describeStaleReason(user.staleReason, policy),
      `User ${user.userArn}`,
      `Created ${formatDay(user.userCreatedAt)}`,
      `Last login ${formatMoment(user.lastLoginAt)}, last activity ${formatMoment(user.lastActivityAt)}`,
      `Password ${user.passwordEnabled ? 'enabled' : 'disabled'}, MFA ${user.mfaActive ? 'on' : 'off'}, ${keys}.`,
    ].join('. '),
    remediation: user.passwordEnabled
      ? `Take the password away: aws iam delete-login-profile ${passOption('--user-name', user.userName)} — Access keys go on working. Delete the user when nobody has missed it.`
      : `The user cannot log in and has ${keys}. Delete the user if they are not needed; otherwise replace them by a role.`,
    remediationUrl: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html',
  };
}

function formatMoment(moment: Date | null): string {
  return moment === null ? 'never' : formatDay(moment);
}

function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

const dayMs = 86_400_000;
