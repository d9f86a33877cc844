import type { Database } from '../database.ts';

/**
 * Counts the accounts that the views show as of now and a scan knows nothing of, though they were listed before it: it
 * was of other accounts, such as those of another folder of credential reports or of one organizational unit.
 */
export async function countOtherAccounts(database: Database, scanId: number): Promise<number> {
  const { rows } = await database.query<{ accounts: number }>(
    `select count(*)::integer as accounts
     from credsweep.account
     where left_at is null
       and last_good_scan_id is not null
       and first_listed_scan_id < $1
       and not exists (
         select from credsweep.account_scan
         where account_scan.scan_id = $1 and account_scan.account_id = account.account_id
       )`,
    [scanId],
  );
  return rows[0]?.accounts ?? 0;
}
