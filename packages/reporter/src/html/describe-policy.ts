import type { Policy } from '@credsweep/core';

/** Says in sentences how a policy judges. */
export function describePolicy(policy: Policy): {
  readonly staleUser: string;
  readonly highRiskKey: string;
} {
  const { staleAfterDays, keyRotationDays, neverUsedKeyGraceDays } = policy;
  const staleUser =
    policy.staleRule === 'login'
      ? `the last login is over ${days(staleAfterDays)} ago, or the user never logged in or has no password`
      : `neither a login nor the use of an access key within ${days(staleAfterDays)}`;
  const neverUsed =
    neverUsedKeyGraceDays === 0
      ? 'was never used'
      : `was never used and is over ${days(neverUsedKeyGraceDays)} old`;
  const which = policy.includeInactiveKeys ? 'a key, active or not, that' : 'an active key that';
  return {
    staleUser: `Stale user: ${staleUser}.`,
    highRiskKey: `High-risk key: ${which} was last rotated over ${days(keyRotationDays)} ago, or ${neverUsed}, or belongs to a root user.`,
  };
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
