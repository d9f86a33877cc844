import type { Severity } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Totals of a scan over the last good data of the accounts on its list, as `scan.totals` stores them. */
export type ScanTotals = {
  readonly accounts: number;
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
  readonly users: number;
  readonly stale_users: number;
  readonly access_keys: number;
  readonly active_access_keys: number;
  readonly high_risk_keys: number;
  readonly new_high_risk_keys: number;
  /** Absent from scans that were closed before severity was judged; a severity without keys has no entry. */
  readonly high_risk_by_severity?: Readonly<Partial<Record<Severity, number>>>;
};

/**
 * Sums a scan up as the views show it: an account that failed counts with its last good data, and one that is not in
 * the organization any more does not count.
 */
export async function sumScan(database: Database, scanId: number): Promise<ScanTotals> {
  const { rows } = await database.query<ScanTotals>(
    `with summed as (
       select
         count(*)::integer as accounts,
         count(*) filter (where state = 'scanned')::integer as scanned,
         count(*) filter (where state = 'failed')::integer as failed,
         count(*) filter (where state = 'skipped')::integer as skipped,
         coalesce(sum(user_count), 0)::integer as users,
         coalesce(sum(stale_user_count), 0)::integer as stale_users,
         coalesce(sum(access_key_count), 0)::integer as access_keys,
         coalesce(sum(active_access_key_count), 0)::integer as active_access_keys,
         coalesce(sum(high_risk_key_count), 0)::integer as high_risk_keys,
         sum(critical_key_count) as critical,
         sum(high_key_count) as high,
         sum(medium_key_count) as medium,
         sum(low_key_count) as low
       from (
         select account_scan.state, summary.*
         from credsweep.account_scan
         join credsweep.account using (account_id)
         left join lateral (
           select * from credsweep.account_summary
           where account_summary.account_id = account_scan.account_id
             and account_summary.scan_id <= account_scan.scan_id
             and account.left_at is null
           order by account_summary.scan_id desc
           limit 1
         ) as summary on true
         where account_scan.scan_id = $1
       ) as good
     )
     select
       accounts, scanned, failed, skipped, users, stale_users, access_keys, active_access_keys, high_risk_keys,
       (
         select count(*) from credsweep.finding_event where finding_event.scan_id = $1 and is_news
       )::integer as new_high_risk_keys,
       (
         select coalesce(jsonb_object_agg(severity, keys), '{}')
         from (values ('critical', critical), ('high', high), ('medium', medium), ('low', low)) as counted (severity, keys)
         where keys > 0
       ) as high_risk_by_severity
     from summed`,
    [scanId],
  );
  return rows[0] as ScanTotals;
}
