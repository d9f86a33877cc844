import type { Database } from '../database.ts';

/**
 * Begins to close a scan that has nothing left to do; of all who try, one succeeds.
 *
 * This runs after every account. An ordered search for what waits is answered by the index `account_scan_waiting`
 * alone; `not exists` may read the whole ledger where statistics of busier times say that much is waiting.
 */
export async function beginClosing(database: Database, scanId: number): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'begin_closing',
    text: `
      update credsweep.scan
      set state = 'closing', closing_begun_at = now()
      where scan_id = $1
        and state = 'scanning'
        and (
          select account_id from credsweep.account_scan
          where account_scan.scan_id = scan.scan_id and account_scan.state = 'waiting'
          order by account_id
          limit 1
        ) is null`,
    values: [scanId],
  });
  return rowCount === 1;
}
