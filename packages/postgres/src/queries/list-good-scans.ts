import type { Database } from '../database.ts';

/**
 * Lists the scans that have the last good data of any account. A query that is told them reads their partitions only,
 * and not those of all retained scans.
 */
export async function listGoodScans(database: Database): Promise<readonly number[]> {
  const { rows } = await database.query<{ scan_id: number }>(
    `select distinct last_good_scan_id as scan_id from credsweep.account
     where left_at is null and last_good_scan_id is not null`,
  );
  return rows.map((row) => row.scan_id);
}
