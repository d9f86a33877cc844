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
  const grace = neverUsedKeyGraceDays === 0 ? '' : ` in ${neverUsedKeyGraceDays} days`;
  const subject = includeInactiveKeys ? 'key' : 'active key';
  return `${subject} rotated over ${keyRotationDays} days ago, never used${grace}, or of root`;
}

/** A time to the minute, such as `2026-11-21 18:37 UTC`. */
export function toMinute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Part of a whole in percent with one decimal, such as `63.6 %`. */
export function toPercent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10} %`;
}
