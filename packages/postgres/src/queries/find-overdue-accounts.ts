import type { AccountScanJob } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Finds waiting accounts of scans going on that were enqueued, and last claimed, over `overdueMs` ago. */
export async function findOverdueAccounts(
  database: Database,
  overdueMs: number,
  limit: number,
): Promise<readonly AccountScanJob[]> {
  const { rows } = await database.query<JobRow>(
    `select scan_id, account_id, generation
     from credsweep.account_scan
     join credsweep.scan using (scan_id)
     where account_scan.state = 'waiting'
       and scan.state in ('listing', 'scanning')
       and greatest(enqueued_at, leased_at) < now() - $1 * interval '1 millisecond'
     order by scan_id, enqueued_at
     limit $2`,
    [overdueMs, limit],
  );
  return rows.map(toJob);
}

/** A row that names a job. */
export type JobRow = {
  readonly scan_id: number;
  readonly account_id: string;
  readonly generation: number;
};

/** Gives such a row its names in the domain. */
export function toJob(row: JobRow): AccountScanJob {
  return { scanId: row.scan_id, accountId: row.account_id, generation: row.generation };
}
