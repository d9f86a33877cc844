import type { AccountScanJob } from '@credsweep/core';
import type { Database } from '../database.ts';
import { toJob, type JobRow } from './find-overdue-accounts.ts';

/** Moves waiting accounts to the next generation; where somebody else did it first, that job is left out. */
export async function renewJobs(
  database: Database,
  jobs: readonly AccountScanJob[],
): Promise<readonly AccountScanJob[]> {
  const { rows } = await database.query<JobRow>(
    `update credsweep.account_scan
     set generation = account_scan.generation + 1, enqueued_at = now()
     from unnest($1::integer[], $2::text[], $3::integer[]) as lost (scan_id, account_id, generation)
     where account_scan.scan_id = lost.scan_id
       and account_scan.account_id = lost.account_id
       and account_scan.generation = lost.generation
       and account_scan.state = 'waiting'
     returning account_scan.scan_id, account_scan.account_id, account_scan.generation`,
    [
      jobs.map((job) => job.scanId),
      jobs.map((job) => job.accountId),
      jobs.map((job) => job.generation),
    ],
  );
  return rows.map(toJob);
}
