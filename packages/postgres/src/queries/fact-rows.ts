import type {
  AgeBandCount,
  JudgedAccessKey,
  JudgedUser,
  Ownership,
  ReportedRoot,
} from '@credsweep/core';
import { withoutNul, withoutNulTags } from './without-nul.ts';

/** A user as `user_fact` has it. */
export function toUserRow(user: JudgedUser, ownership: Ownership = unowned): object {
  return {
    user_arn: user.userArn,
    user_name: user.userName,
    user_created_at: writeTime(user.createdAt),
    password_enabled: user.passwordEnabled,
    last_login_at: writeTime(user.lastLoginAt),
    days_since_login: user.daysSinceLogin,
    never_logged_in: user.neverLoggedIn,
    last_key_used_at: writeTime(user.lastKeyUsedAt),
    last_activity_at: writeTime(user.lastActivityAt),
    days_since_activity: user.daysSinceActivity,
    mfa_active: user.mfaActive,
    active_key_count: user.activeKeyCount,
    is_stale: user.isStale,
    stale_reason: user.staleReason,
    stale_by_login: user.staleByLogin,
    stale_by_activity: user.staleByActivity,
    ...toOwnerCells(ownership),
  };
}

/** A key as `access_key_fact` has it. */
export function toAccessKeyRow(
  key: JudgedAccessKey,
  userCreatedAt: Date | null,
  ownership: Ownership = unowned,
): object {
  return {
    user_arn: key.userArn,
    user_name: key.userName,
    user_created_at: writeTime(userCreatedAt),
    is_root: key.isRoot,
    access_key_id: key.accessKeyId,
    key_slot: key.slot,
    status: key.status,
    last_rotated_at: writeTime(key.lastRotatedAt),
    age_days: key.ageDays,
    age_band: key.ageBand,
    last_used_at: writeTime(key.lastUsedAt),
    days_since_used: key.daysSinceUsed,
    last_used_region: key.lastUsedRegion,
    last_used_service: key.lastUsedService,
    never_used: key.neverUsed,
    is_high_risk: key.isHighRisk,
    risk_reasons: key.riskReasons,
    severity: key.severity,
    exemption:
      key.exemption === null
        ? null
        : { until: key.exemption.expires, reason: withoutNul(key.exemption.reason), by: 'policy' },
    ...toOwnerCells(ownership),
  };
}

/** A root user as `root_fact` has it. */
export function toRootRow(root: ReportedRoot): object {
  return {
    password_enabled: root.passwordEnabled,
    last_login_at: writeTime(root.lastLoginAt),
    mfa_active: root.mfaActive,
    active_key_count: root.accessKeys.filter((key) => key.status === 'Active').length,
  };
}

/** A band as `age_band_summary` has it. */
export function toAgeBandRow(band: AgeBandCount): object {
  return {
    band_order: band.bandOrder,
    age_band: band.ageBand,
    active_key_count: band.activeKeyCount,
    inactive_key_count: band.inactiveKeyCount,
    high_risk_count: band.highRiskCount,
  };
}

/** JSON takes twice as long to write dates itself. */
function writeTime(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

function toOwnerCells({ owner, tags }: Ownership): object {
  return {
    owner: owner === null ? null : withoutNul(owner),
    tags: tags === null ? null : withoutNulTags(tags),
  };
}

const unowned: Ownership = { owner: null, tags: null };
