import type { AccountScanJob } from '@credsweep/core';
import type { Database } from '../database.ts';
import { toJob, type JobRow } from './find-overdue-accounts.ts';

/** Lists the accounts of a scan that have no outcome yet. */
export async function listWaitingAccounts(
  database: Database,
  scanId: number,
): Promise<readonly AccountScanJob[]> {
  const { rows } = await database.query<JobRow>(
    `select scan_id, account_id, generation from credsweep.account_scan
     where scan_id = $1 and state = 'waiting' order by account_id`,
    [scanId],
  );
  return rows.map(toJob);
}
