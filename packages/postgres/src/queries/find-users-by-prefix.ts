import type { InventoryUser } from '@credsweep/core';
import type { Database } from '../database.ts';
import { inventoryUserColumns } from './inventory-user-columns.ts';
import { listGoodScans } from './list-good-scans.ts';
import { toPrefixPattern } from './search-pattern.ts';
import { withoutNul } from './without-nul.ts';

/** Finds users whose name begins with a text, by the index `user_fact_by_name`. */
export async function findUsersByPrefix(
  database: Database,
  text: string,
  limit: number,
): Promise<readonly InventoryUser[]> {
  const { rows } = await database.query<InventoryUser>(
    `select ${inventoryUserColumns}
     from credsweep.user_fact as fact
     join credsweep.account
       on account.account_id = fact.account_id and account.last_good_scan_id = fact.scan_id and account.left_at is null
     join credsweep.scan on scan.scan_id = fact.scan_id
     where fact.scan_id = any ($1) and lower(fact.user_name) collate "C" like $2
     order by lower(fact.user_name) collate "C", account.account_id
     limit $3`,
    [await listGoodScans(database), toPrefixPattern(withoutNul(text).toLowerCase()), limit],
  );
  return rows;
}
