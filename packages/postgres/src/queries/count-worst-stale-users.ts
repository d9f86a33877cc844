import type { AccountPartCount } from '@credsweep/core';
import type { Database } from '../database.ts';

/**
 * Counts by reason the stale users of the accounts that have the most. Only these accounts are read, so that it costs
 * the same however many users there are.
 */
export async function countWorstStaleUsers(
  database: Database,
  organizationId: string,
  limit: number,
): Promise<readonly AccountPartCount[]> {
  const { rows } = await database.query<AccountPartCount>(
    `select
       worst.account_id as "accountId", worst.account_name as "accountName", fact.stale_reason as part,
       count(*)::integer as count
     from (
       select account.account_id, account_name, scan_id
       from credsweep.account
       join credsweep.account_summary as summary
         on summary.account_id = account.account_id and summary.scan_id = account.last_good_scan_id
       where left_at is null and organization_id = $1 and stale_user_count > 0
       order by stale_user_count desc, account.account_id
       limit $2
     ) as worst
     cross join lateral (
       select stale_reason from credsweep.user_fact
       where user_fact.scan_id = worst.scan_id and user_fact.account_id = worst.account_id and is_stale
       offset 0
     ) as fact
     group by 1, 2, 3`,
    [organizationId, limit],
  );
  return rows;
}
