import type { RiskReason } from './judge-access-key.ts';
import type { Policy } from './policy.ts';

/** The reasons for high risk, the gravest first, and `exempted`. */
export const riskReasons: readonly RiskReason[] = [
  'root_key',
  'rotation_overdue',
  'never_used',
  'exempted',
];

/** Says why a key is high-risk. */
export function describeRiskReason(
  reason: string,
  policy: Pick<Policy, 'keyRotationDays' | 'neverUsedKeyGraceDays'>,
): string {
  const words: Readonly<Record<RiskReason, string>> = {
    root_key: 'Key of the root user',
    rotation_overdue: `Last rotated over ${policy.keyRotationDays} days ago`,
    never_used:
      policy.neverUsedKeyGraceDays === 0
        ? 'Never used'
        : `Never used in over ${policy.neverUsedKeyGraceDays} days`,
    exempted: 'Exempted',
  };
  return Object.hasOwn(words, reason) ? words[reason as RiskReason] : reason;
}
