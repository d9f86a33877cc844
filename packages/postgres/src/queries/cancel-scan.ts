import type { Database } from '../database.ts';

/** Ends a scan for good: its jobs do nothing from now on, and whoever is reading an account of it can no longer write. */
export async function cancelScan(database: Database, scanId: number): Promise<boolean> {
  const { rows } = await database.query(
    `with cancelled as (
       update credsweep.scan set state = 'cancelled', finished_at = now()
       where scan_id = $1 and state in ('listing', 'scanning', 'interrupted')
       returning scan_id
     ),
     abandoned as (
       update credsweep.account_scan set lease_token = null
       from cancelled
       where account_scan.scan_id = cancelled.scan_id and state = 'waiting' and lease_token is not null
     )
     select from cancelled`,
    [scanId],
  );
  return rows.length === 1;
}
