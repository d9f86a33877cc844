import type { AccountVisit } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Lists what became of an account in the newest scans, newest first. */
export async function listAccountVisits(
  database: Database,
  accountId: string,
  limit: number,
): Promise<readonly AccountVisit[]> {
  const { rows } = await database.query<AccountVisit>(
    `select
       scan_id as "scanId", scan.as_of as "asOf", account_scan.state, account_scan.code, account_scan.message
     from credsweep.account_scan
     join credsweep.scan using (scan_id)
     where account_id = $1
     order by scan_id desc
     limit $2`,
    [accountId, limit],
  );
  return rows;
}
