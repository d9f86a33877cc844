import type { Policy } from '@credsweep/core';
import { plural } from './format.ts';

/** The rule for stale users of a policy, in words. */
export function describeStaleRule({ staleRule, staleAfterDays }: Policy): string {
  const days = plural(staleAfterDays, 'day');
  return staleRule === 'login'
    ? `last login over ${days} ago, never logged in, or no password`
    : `neither a login nor the use of an access key within ${days}`;
}

/** The rule for high-risk keys of a policy, in words. */
export function describeRiskRule(policy: Policy): string {
  const { keyRotationDays, neverUsedKeyGraceDays, includeInactiveKeys } = policy;
  const subject = includeInactiveKeys ? 'key, active or not,' : 'active key';
  const age =
    neverUsedKeyGraceDays === 0 ? '' : ` and over ${plural(neverUsedKeyGraceDays, 'day')} old`;
  return `${subject} last rotated over ${plural(keyRotationDays, 'day')} ago, never used${age}, or of a root user`;
}
