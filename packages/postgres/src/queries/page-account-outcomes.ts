import type { AccountOutcomePageRequest, AccountOutcomeRow } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Reads a page of what became of the accounts of a scan. */
export async function pageAccountOutcomes(
  database: Database,
  { scanId, states, after, limit }: AccountOutcomePageRequest,
): Promise<readonly AccountOutcomeRow[]> {
  const { rows } = await database.query<AccountOutcomeRow>(
    `select
       account_scan.account_id as "accountId", account_name as "accountName", account_scan.state, code, message,
       attempts, finished_at as "finishedAt"
     from credsweep.account_scan
     join credsweep.account using (account_id)
     where account_scan.scan_id = $1
       and ($2::text[] is null or account_scan.state = any ($2))
       and account_scan.account_id > coalesce($3, '')
     order by account_scan.account_id
     limit $4`,
    [scanId, states, after, limit],
  );
  return rows;
}
