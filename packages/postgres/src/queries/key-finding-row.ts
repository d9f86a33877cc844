import type { KeyFinding, RiskReason, Severity } from '@credsweep/core';

/** A finding with the facts that flagged its key last, as `selectKeyFindings` gives it. */
export type KeyFindingRow = {
  readonly finding_id: string;
  readonly severity: Severity;
  readonly account_id: string;
  readonly account_name: string;
  readonly organization_path: string | null;
  readonly user_name: string;
  readonly user_arn: string;
  readonly is_root: boolean;
  readonly access_key_id: string | null;
  readonly status: string;
  readonly key_created_at: Date | null;
  readonly age_days: number | null;
  readonly last_used_at: Date | null;
  readonly days_since_used: number | null;
  readonly last_used_region: string | null;
  readonly last_used_service: string | null;
  readonly risk_reasons: readonly RiskReason[];
  readonly first_flagged_at: Date;
  readonly is_new: boolean;
  readonly owner: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly as_of: Date;
};

/**
 * SQL: findings with the facts of the scan that flagged their keys last; a `where` may follow. The scan whose news
 * `is_new` marks is `$1`. Facts that are gone leave what the finding itself knows.
 */
export const selectKeyFindings = `
  select
    finding.finding_id, coalesce(finding.severity, case when finding.is_root then 'critical' else 'low' end) as severity,
    finding.account_id, account.account_name, account.organization_path, finding.user_name, finding.user_arn,
    finding.is_root, finding.access_key_id, coalesce(fact.status, 'Active') as status,
    nullif(finding.key_created_at, '-infinity') as key_created_at, fact.age_days, fact.last_used_at,
    fact.days_since_used, fact.last_used_region, fact.last_used_service, finding.risk_reasons, finding.first_flagged_at,
    coalesce(finding.news_scan_id = $1, false) as is_new, finding.owner, fact.tags, last_seen.as_of
  from credsweep.finding
  join credsweep.account on account.account_id = finding.account_id
  join credsweep.scan as last_seen on last_seen.scan_id = finding.last_seen_scan_id
  -- Looked up one by one, each in the one partition of its scan ("offset 0" keeps the planner from any other way).
  left join lateral (
    select * from credsweep.access_key_fact
    where access_key_fact.scan_id = finding.last_seen_scan_id
      and access_key_fact.account_id = finding.account_id
      and access_key_fact.user_arn = finding.user_arn
      and access_key_fact.key_slot = finding.last_seen_key_slot
    offset 0
  ) as fact on true`;

/** SQL: the gravest first, then the oldest key; always in the same order. */
export const worstFirst = `
  array_position(array['critical', 'high', 'medium', 'low'], coalesce(finding.severity, 'low')),
  finding.key_created_at, finding.finding_id`;

/** Gives a row its names in the domain. */
export function toKeyFinding(row: KeyFindingRow): KeyFinding {
  return {
    findingId: Number(row.finding_id),
    severity: row.severity,
    accountId: row.account_id,
    accountName: row.account_name,
    organizationPath: row.organization_path,
    userName: row.user_name,
    userArn: row.user_arn,
    isRoot: row.is_root,
    accessKeyId: row.access_key_id,
    status: row.status,
    lastRotatedAt: row.key_created_at,
    ageDays: row.age_days,
    lastUsedAt: row.last_used_at,
    daysSinceUsed: row.days_since_used,
    lastUsedRegion: row.last_used_region,
    lastUsedService: row.last_used_service,
    riskReasons: row.risk_reasons,
    firstFlaggedAt: row.first_flagged_at,
    isNew: row.is_new,
    owner: row.owner,
    tags: row.tags ?? {},
    dataAsOf: row.as_of,
  };
}
