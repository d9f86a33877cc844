import type { KeyFinding } from './key-finding.ts';
import type { Policy } from './policy.ts';

/**
 * Whether the whole days of a key's age hide that it is over a threshold: of 365 days and an hour, 365 are whole, and
 * "365 days old" would puzzle beside "last rotated over 365 days ago". Such an age is told as "over 365 days".
 */
export function isOverByHours(
  { ageDays, riskReasons }: Pick<KeyFinding, 'ageDays' | 'riskReasons'>,
  policy: Pick<Policy, 'keyRotationDays' | 'neverUsedKeyGraceDays'>,
): boolean {
  return (
    (riskReasons.includes('rotation_overdue') && ageDays === policy.keyRotationDays) ||
    (riskReasons.includes('never_used') && ageDays === policy.neverUsedKeyGraceDays)
  );
}
