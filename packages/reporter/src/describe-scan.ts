import type { Policy } from '@credsweep/core';

/** The rule for stale users of a policy, in words. */
export function describeStaleRule({ staleRule, staleAfterDays }: Policy): string {
  return staleRule === 'login'
    ? `last login over ${staleAfterDays} days ago, or never`
    : `no activity for over ${staleAfterDays} days`;
}

/** The rule for high-risk keys of a policy, in words. */
export function describeRiskRule(policy: Policy): string {
  const { keyRotationDays, neverUsedKeyGraceDays, includeInactiveKeys } = policy;
  const grace = neverUsedKeyGraceDays === 0 ? '' : ` after ${neverUsedKeyGraceDays} days`;
  const subject = includeInactiveKeys ? 'key' : 'active key';
  return `${subject} rotated over ${keyRotationDays} days ago, never used${grace}, or of root`;
}
