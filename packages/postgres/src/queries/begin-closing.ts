import type { Database } from '../database.ts';

/** Begins to close a scan that has nothing left to do; of all who try, one succeeds. */
export async function beginClosing(database: Database, scanId: number): Promise<boolean> {
  const { rowCount } = await database.query(
    `update credsweep.scan
     set state = 'closing', closing_begun_at = now()
     where scan_id = $1
       and state = 'scanning'
       and not exists (select from credsweep.account_scan where scan_id = $1 and state = 'waiting')`,
    [scanId],
  );
  return rowCount === 1;
}
