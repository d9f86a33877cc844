import type { AccountPartCount } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Counts the active keys of each account by age band. */
export async function countKeyAges(
  database: Database,
  organizationId: string,
): Promise<readonly AccountPartCount[]> {
  const { rows } = await database.query<AccountPartCount>(
    `select
       account.account_id as "accountId", account_name as "accountName", age_band as part, active_key_count as count
     from credsweep.account
     join credsweep.age_band_summary as summary
       on summary.account_id = account.account_id and summary.scan_id = account.last_good_scan_id
     where left_at is null and organization_id = $1 and active_key_count > 0`,
    [organizationId],
  );
  return rows;
}
