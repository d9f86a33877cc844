import type { Database } from '../database.ts';

/** How much history of each organization is kept. */
export type Retention = {
  /** The newest completed scans, so many; null: no limit by number. */
  readonly keepScans: number | null;
  /** Scans that were completed in so many days; null: no limit by age. */
  readonly keepDays: number | null;
};

/** A scan whose facts may go, and the accounts whose facts have to stay. */
export type PrunableScan = {
  readonly scanId: number;
  /** Accounts that a retained report still shows by this scan, for it is their last good one. */
  readonly neededAccountIds: readonly string[];
};

/**
 * Finds the scans whose facts no retained scan needs; with both limits set, a scan stays if either says so.
 *
 * The newest completed scan of an organization always stays, and so does one that is going on or can be resumed.
 */
export async function findScansToPrune(
  database: Database,
  { keepScans, keepDays }: Retention,
): Promise<readonly PrunableScan[]> {
  const { rows } = await database.query<{ scan_id: number; needed: string[] }>(
    `with completed as (
       select
         scan_id,
         row_number() over (partition by organization_id order by scan_id desc) as place,
         finished_at
       from credsweep.scan
       where state = 'completed'
     ),
     retained as materialized (
       select scan_id from completed
       where place = 1 or place <= $1 or finished_at > now() - make_interval(days => $2)
       union all
       select scan_id from credsweep.scan where state in ('listing', 'scanning', 'closing', 'interrupted')
     ),
     needed as materialized (
       select last_good_scan_id as scan_id, account_id
       from credsweep.account
       where left_at is null and last_good_scan_id is not null
       union
       -- An account that a retained scan did not read is shown by the newest scan before that did.
       select good.scan_id, missed.account_id
       from retained
       join credsweep.account_scan as missed on missed.scan_id = retained.scan_id and missed.state <> 'scanned'
       cross join lateral (
         select summary.scan_id from credsweep.account_summary as summary
         where summary.account_id = missed.account_id and summary.scan_id < retained.scan_id
         order by summary.scan_id desc
         limit 1
       ) as good
     )
     select scan_id, array(select account_id from needed where needed.scan_id = scan.scan_id order by account_id) as needed
     from credsweep.scan
     where scan_id not in (select scan_id from retained)
       and to_regclass(format('credsweep.user_fact_%s', scan_id)) is not null
     order by scan_id`,
    [keepScans, keepDays],
  );
  return rows.map((row) => ({ scanId: row.scan_id, neededAccountIds: row.needed }));
}
