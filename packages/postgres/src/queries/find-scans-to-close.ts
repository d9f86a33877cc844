import type { Database } from '../database.ts';

/** Finds scans with nothing left to do, and scans whose closing was begun over `overdueMs` ago. */
export async function findScansToClose(
  database: Database,
  overdueMs: number,
): Promise<readonly number[]> {
  const { rows } = await database.query<{ scan_id: number }>(
    `select scan_id from credsweep.scan
     where (
         state = 'scanning'
         and not exists (
           select from credsweep.account_scan
           where account_scan.scan_id = scan.scan_id and account_scan.state = 'waiting'
         )
       )
       or (state = 'closing' and closing_begun_at < now() - $1 * interval '1 millisecond')
     order by scan_id`,
    [overdueMs],
  );
  return rows.map((row) => row.scan_id);
}
