import type { InventoryUser, UserPageRequest } from '@credsweep/core';
import type { Database } from '../database.ts';
import { inventoryUserColumns } from './inventory-user-columns.ts';

/**
 * Reads a page of the users of all accounts, or of one. Accounts are visited one by one from where the page before has
 * ended, so that a page costs the same wherever it is.
 */
export async function pageUsers(
  database: Database,
  { accountId, isStale, after, limit }: UserPageRequest,
): Promise<readonly InventoryUser[]> {
  const { rows } = await database.query<InventoryUser>(
    `select ${inventoryUserColumns}
     from (
       select account_id, account_name, last_good_scan_id from credsweep.account
       where left_at is null and last_good_scan_id is not null
         and ($1::text is null or account_id = $1)
         and account_id >= coalesce($3, '')
       order by account_id
     ) as account
     join credsweep.scan on scan.scan_id = account.last_good_scan_id
     cross join lateral (
       select * from credsweep.user_fact
       where user_fact.scan_id = account.last_good_scan_id
         and user_fact.account_id = account.account_id
         and ($2::boolean is null or is_stale = $2)
         and (account.account_id > coalesce($3, '') or user_arn > $4)
       order by user_arn
       limit $5
     ) as fact
     order by account.account_id, fact.user_arn
     limit $5`,
    [accountId, isStale, after?.accountId ?? null, after?.userArn ?? null, limit],
  );
  return rows;
}
