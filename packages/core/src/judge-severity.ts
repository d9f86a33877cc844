import type { AccessKey } from './access-key.ts';
import { isOverDays } from './elapsed.ts';
import type { RiskReason } from './judge-access-key.ts';
import type { Policy } from './policy.ts';

/** How urgent a high-risk key is. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Every severity, the gravest first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/**
 * Judges how urgent a high-risk key is:
 *
 * - `critical`: a key of the root user;
 * - `high`: overdue for rotation and never used, or rotated over twice `keyRotationDays` ago and used in the last 30
 *   days;
 * - `medium`: overdue for rotation, and either of the two;
 * - `low`: every other one.
 *
 * @returns null for a key that is not high-risk
 */
export function judgeSeverity(
  key: AccessKey & { readonly riskReasons: readonly RiskReason[]; readonly isHighRisk: boolean },
  policy: Policy,
  asOf: Date,
): Severity | null {
  if (!key.isHighRisk) return null;
  if (key.riskReasons.includes('root_key')) return 'critical';
  if (!key.riskReasons.includes('rotation_overdue') || key.lastRotatedAt === null) return 'low';
  if (key.lastUsedAt === null) return 'high';
  const isLongOverdue = isOverDays(key.lastRotatedAt, asOf, 2 * policy.keyRotationDays);
  const isInUse = !isOverDays(key.lastUsedAt, asOf, inUseDays);
  if (isLongOverdue && isInUse) return 'high';
  return isLongOverdue || isInUse ? 'medium' : 'low';
}

/** A key that was used within so many days is taken to be in use. */
const inUseDays = 30;
