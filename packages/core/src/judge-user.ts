import type { ReportedUser } from './credential-report.ts';
import { elapsedDays, isOverDays, latest } from './elapsed.ts';
import { findUserExemption } from './exemption.ts';
import type { Tags } from './owners/tags.ts';
import type { Policy } from './policy.ts';

/** Why a user is stale; `exempted` where the policy forgives it. */
export type StaleReason =
  /** There is no password, so nobody can log in (rule `login`). */
  | 'no_password'
  /** The password was never used (rule `login`). */
  | 'never_logged_in'
  /** The last login is over `staleAfterDays` ago (rule `login`). */
  | 'last_login_over_threshold'
  /** Neither the password nor an access key was ever used (rule `activity`). */
  | 'never_active'
  /** The last login or key use is over `staleAfterDays` ago (rule `activity`). */
  | 'last_activity_over_threshold'
  | 'exempted';

/** What the verdict on a user depends on. */
export type UserActivity = Pick<ReportedUser, 'userName' | 'passwordEnabled' | 'lastLoginAt'> & {
  readonly lastKeyUsedAt: Date | null;
  /** Null or absent where they were not read. */
  readonly tags?: Tags | null;
};

/** Both verdicts on a user; `isStale` follows the rule that the policy chooses. */
export type StaleVerdict = {
  readonly isStale: boolean;
  readonly staleReason: StaleReason | null;
  readonly staleByLogin: boolean;
  readonly staleByActivity: boolean;
};

/** A user with both verdicts. */
export type JudgedUser = ReportedUser &
  StaleVerdict & {
    readonly daysSinceLogin: number | null;
    readonly neverLoggedIn: boolean;
    readonly lastKeyUsedAt: Date | null;
    readonly lastActivityAt: Date | null;
    readonly daysSinceActivity: number | null;
    readonly activeKeyCount: number;
  };

/**
 * Judges whether a user is stale.
 *
 * Rule `login` is that of the AWS_StaleUsers job: stale if the last login is over `staleAfterDays` ago or the user
 * never logged in. Rule `activity` also counts the use of access keys, whatever their status now.
 */
export function judgeUser(
  accountId: string,
  user: ReportedUser,
  policy: Policy,
  asOf: Date,
  tags: Tags | null = null,
): JudgedUser {
  const lastKeyUsedAt = latest(user.accessKeys.map((key) => key.lastUsedAt));
  const lastActivityAt = latest([user.lastLoginAt, lastKeyUsedAt]);
  return {
    ...user,
    daysSinceLogin: user.lastLoginAt === null ? null : elapsedDays(user.lastLoginAt, asOf),
    neverLoggedIn: user.lastLoginAt === null,
    lastKeyUsedAt,
    lastActivityAt,
    daysSinceActivity: lastActivityAt === null ? null : elapsedDays(lastActivityAt, asOf),
    activeKeyCount: user.accessKeys.filter((key) => key.status === 'Active').length,
    ...judgeStaleness(accountId, { ...user, lastKeyUsedAt, tags }, policy, asOf),
  };
}

/** Gives the verdicts on a user of whose keys only the last use is known, as facts that were stored tell it. */
export function judgeStaleness(
  accountId: string,
  user: UserActivity,
  policy: Policy,
  asOf: Date,
): StaleVerdict {
  const lastActivityAt = latest([user.lastLoginAt, user.lastKeyUsedAt]);
  const byLogin = judgeLogin(user, policy.staleAfterDays, asOf);
  const byActivity = judgeActivity(lastActivityAt, policy.staleAfterDays, asOf);
  const reason = policy.staleRule === 'login' ? byLogin : byActivity;
  const exempted =
    reason !== null &&
    findUserExemption(policy.exemptions, accountId, user.userName, asOf, user.tags) !== null;
  return {
    isStale: reason !== null && !exempted,
    staleReason: exempted ? 'exempted' : reason,
    staleByLogin: byLogin !== null,
    staleByActivity: byActivity !== null,
  };
}

function judgeLogin(user: UserActivity, staleAfterDays: number, asOf: Date): StaleReason | null {
  if (!user.passwordEnabled) return 'no_password';
  if (user.lastLoginAt === null) return 'never_logged_in';
  return isOverDays(user.lastLoginAt, asOf, staleAfterDays) ? 'last_login_over_threshold' : null;
}

function judgeActivity(
  lastActivityAt: Date | null,
  staleAfterDays: number,
  asOf: Date,
): StaleReason | null {
  if (lastActivityAt === null) return 'never_active';
  return isOverDays(lastActivityAt, asOf, staleAfterDays) ? 'last_activity_over_threshold' : null;
}
