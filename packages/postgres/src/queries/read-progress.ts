import type { ScanState } from '@credsweep/core';
import type { Database } from '../database.ts';

/** How far a scan is. */
export type ScanProgress = {
  readonly state: ScanState;
  /** Accounts on the list so far; the list is complete unless the state is `listing`. */
  readonly accounts: number;
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
};

/** Counts the accounts of a scan by outcome; null when there is no such scan. */
export async function readProgress(
  database: Database,
  scanId: number,
): Promise<ScanProgress | null> {
  const { rows } = await database.query<ScanProgress>(
    `select
       scan.state,
       count(account_scan.account_id)::integer as accounts,
       count(*) filter (where account_scan.state = 'scanned')::integer as scanned,
       count(*) filter (where account_scan.state = 'failed')::integer as failed,
       count(*) filter (where account_scan.state = 'skipped')::integer as skipped
     from credsweep.scan
     left join credsweep.account_scan using (scan_id)
     where scan.scan_id = $1
     group by scan.scan_id`,
    [scanId],
  );
  return rows[0] ?? null;
}
