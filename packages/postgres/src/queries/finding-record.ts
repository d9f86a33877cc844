import type { RiskReason, Severity } from '@credsweep/core';

/** Where a finding stands. */
export type FindingState = 'open' | 'resolved' | 'exempted';

/** How a finding ended. */
export type FindingResolution =
  | 'rotated'
  | 'deactivated'
  | 'deleted'
  | 'used'
  | 'policy_changed'
  | 'account_left';

/** A high-risk key over its whole life, as it stands now. */
export type FindingRecord = {
  readonly findingId: number;
  readonly organizationId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly userName: string;
  readonly userArn: string;
  readonly isRoot: boolean;
  readonly accessKeyId: string | null;
  readonly keyCreatedAt: Date | null;
  readonly state: FindingState;
  /** Null where the newest facts are older than the judging of severity. */
  readonly severity: Severity | null;
  readonly riskReasons: readonly RiskReason[];
  readonly firstFlaggedAt: Date;
  /** The time of the newest scan that met the key, flagged or exempted. */
  readonly lastSeenAt: Date;
  readonly reopenedCount: number;
  readonly reopenedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly resolution: FindingResolution | null;
  readonly exemption: FindingExemption | null;
  /** Whole days since the key was flagged, or flagged again; null unless open. */
  readonly daysOpen: number | null;
  /** Whole days until it was rotated, deactivated, deleted or used; null unless it was. */
  readonly timeToFixDays: number | null;
  readonly owner: string | null;
};

/** Why a finding is not to be told of. */
export type FindingExemption = {
  /** The last day (UTC) on which it holds, as `2026-06-30`; null where the policy's date is not known. */
  readonly until: string | null;
  readonly reason: string | null;
  /** Who exempted the key; `policy` for the exemptions of a policy. */
  readonly by: string;
};

/** A row of `key_findings` as `selectFindings` gives it. */
export type FindingRow = {
  readonly finding_id: string;
  readonly organization_id: string;
  readonly account_id: string;
  readonly account_name: string;
  readonly user_name: string;
  readonly user_arn: string;
  readonly is_root: boolean;
  readonly access_key_id: string | null;
  readonly key_created_at: Date | null;
  readonly state: FindingState;
  readonly severity: Severity | null;
  readonly risk_reasons: readonly RiskReason[];
  readonly first_flagged_at: Date;
  readonly last_seen_at: Date;
  readonly reopened_count: number;
  readonly reopened_at: Date | null;
  readonly resolved_at: Date | null;
  readonly resolution: FindingResolution | null;
  readonly exempted_until: string | null;
  readonly exemption_reason: string | null;
  readonly exempted_by: string | null;
  readonly days_open: number | null;
  readonly time_to_fix_days: number | null;
  readonly owner: string | null;
};

/** Selects findings; a `where` may follow. */
export const selectFindings = `
  select
    finding_id, organization_id, account_id, account_name, user_name, user_arn, is_root, access_key_id, key_created_at,
    state, severity, risk_reasons, first_flagged_at, last_seen_at, reopened_count, reopened_at, resolved_at, resolution,
    exempted_until::text, exemption_reason, exempted_by, days_open, time_to_fix_days, owner
  from credsweep.key_findings`;

/** Gives a row its names in the domain. */
export function toFindingRecord(row: FindingRow): FindingRecord {
  return {
    findingId: Number(row.finding_id),
    organizationId: row.organization_id,
    accountId: row.account_id,
    accountName: row.account_name,
    userName: row.user_name,
    userArn: row.user_arn,
    isRoot: row.is_root,
    accessKeyId: row.access_key_id,
    keyCreatedAt: row.key_created_at,
    state: row.state,
    severity: row.severity,
    riskReasons: row.risk_reasons,
    firstFlaggedAt: row.first_flagged_at,
    lastSeenAt: row.last_seen_at,
    reopenedCount: row.reopened_count,
    reopenedAt: row.reopened_at,
    resolvedAt: row.resolved_at,
    resolution: row.resolution,
    exemption:
      row.exempted_by === null
        ? null
        : { until: row.exempted_until, reason: row.exemption_reason, by: row.exempted_by },
    daysOpen: row.days_open,
    timeToFixDays: row.time_to_fix_days,
    owner: row.owner,
  };
}
