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
};

/**
 * Sums a scan up as the views show it: an account that failed counts with its last good data, and one that is not in
 * the organization any more does not count.
 */
export async function sumScan(database: Database, scanId: number): Promise<ScanTotals> {
  const { rows } = await database.query<ScanTotals>(
    `select
       count(*)::integer as accounts,
       count(*) filter (where account_scan.state = 'scanned')::integer as scanned,
       count(*) filter (where account_scan.state = 'failed')::integer as failed,
       count(*) filter (where account_scan.state = 'skipped')::integer as skipped,
       coalesce(sum(good.user_count), 0)::integer as users,
       coalesce(sum(good.stale_user_count), 0)::integer as stale_users,
       coalesce(sum(good.access_key_count), 0)::integer as access_keys,
       coalesce(sum(good.active_access_key_count), 0)::integer as active_access_keys,
       coalesce(sum(good.high_risk_key_count), 0)::integer as high_risk_keys,
       (
         select count(*) from credsweep.finding where opened_scan_id = $1 and opened_as_new
       )::integer as new_high_risk_keys
     from credsweep.account_scan
     join credsweep.account using (account_id)
     left join lateral (
       select * from credsweep.account_summary
       where account_summary.account_id = account_scan.account_id
         and account_summary.scan_id <= account_scan.scan_id
         and account.left_at is null
       order by account_summary.scan_id desc
       limit 1
     ) as good on true
     where account_scan.scan_id = $1`,
    [scanId],
  );
  return rows[0] as ScanTotals;
}
