import type { AccessKey } from './access-key.ts';
import { findAgeBand } from './age-band.ts';
import { elapsedDays, isOverDays } from './elapsed.ts';
import { findKeyExemption } from './exemption.ts';
import { judgeSeverity, type Severity } from './judge-severity.ts';
import type { Tags } from './owners/tags.ts';
import type { Exemption, Policy } from './policy.ts';

/** Why a key is high-risk; `exempted` stands beside the reasons that the policy forgives. */
export type RiskReason =
  /** An active key of the root user. */
  | 'root_key'
  /** Last rotated over `keyRotationDays` ago. */
  | 'rotation_overdue'
  /** Never used, and older than `neverUsedKeyGraceDays`. */
  | 'never_used'
  | 'exempted';

/** Whose key it is. */
export type KeyOwner = {
  readonly accountId: string;
  readonly userName: string;
  readonly userArn: string;
  readonly isRoot: boolean;
  /** Tags of the user; null or absent where they were not read. */
  readonly tags?: Tags | null;
};

/** A key with its verdict. */
export type JudgedAccessKey = AccessKey & {
  readonly userName: string;
  readonly userArn: string;
  readonly isRoot: boolean;
  readonly ageDays: number | null;
  readonly ageBand: string;
  readonly daysSinceUsed: number | null;
  readonly neverUsed: boolean;
  readonly isHighRisk: boolean;
  readonly riskReasons: readonly RiskReason[];
  /** Null for a key that is not high-risk. */
  readonly severity: Severity | null;
  /** What forgives the reasons; null unless `exempted` is among them. */
  readonly exemption: Exemption | null;
};

/**
 * Judges whether an access key is high-risk: an active key that is overdue for rotation, never used after its days
 * of grace, or a root key. An inactive key is only judged where the policy says `includeInactiveKeys`.
 */
export function judgeAccessKey(
  owner: KeyOwner,
  key: AccessKey,
  policy: Policy,
  asOf: Date,
): JudgedAccessKey {
  const reasons = findRiskReasons(owner, key, policy, asOf);
  const exemption =
    reasons.length > 0 ? findKeyExemption(policy.exemptions, owner, key.accessKeyId, asOf) : null;
  const verdict = {
    isHighRisk: reasons.length > 0 && exemption === null,
    riskReasons: exemption === null ? reasons : [...reasons, 'exempted' as const],
  };
  return {
    ...key,
    userName: owner.userName,
    userArn: owner.userArn,
    isRoot: owner.isRoot,
    ageDays: key.lastRotatedAt === null ? null : elapsedDays(key.lastRotatedAt, asOf),
    ageBand: findAgeBand(key.lastRotatedAt, asOf, policy.ageBandsDays),
    daysSinceUsed: key.lastUsedAt === null ? null : elapsedDays(key.lastUsedAt, asOf),
    neverUsed: key.lastUsedAt === null,
    ...verdict,
    severity: judgeSeverity({ ...key, ...verdict }, policy, asOf),
    exemption,
  };
}

function findRiskReasons(
  owner: KeyOwner,
  key: AccessKey,
  policy: Policy,
  asOf: Date,
): readonly RiskReason[] {
  if (key.status !== 'Active' && !policy.includeInactiveKeys) return [];
  const { lastRotatedAt } = key;
  const reasons: RiskReason[] = [];
  if (owner.isRoot) reasons.push('root_key');
  if (lastRotatedAt !== null && isOverDays(lastRotatedAt, asOf, policy.keyRotationDays))
    reasons.push('rotation_overdue');
  if (
    key.lastUsedAt === null &&
    lastRotatedAt !== null &&
    isOverDays(lastRotatedAt, asOf, policy.neverUsedKeyGraceDays)
  ) {
    reasons.push('never_used');
  }
  return reasons;
}
