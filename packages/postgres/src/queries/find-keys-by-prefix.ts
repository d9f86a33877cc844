import type { InventoryAccessKey } from '@credsweep/core';
import type { Database } from '../database.ts';
import { inventoryKeyColumns } from './inventory-key-columns.ts';
import { listGoodScans } from './list-good-scans.ts';
import { toPrefixPattern } from './search-pattern.ts';
import { withoutNul } from './without-nul.ts';

/** Finds keys whose id begins with a text, by the index `access_key_fact_by_id`. */
export async function findKeysByPrefix(
  database: Database,
  text: string,
  limit: number,
): Promise<readonly InventoryAccessKey[]> {
  const { rows } = await database.query<InventoryAccessKey>(
    `select ${inventoryKeyColumns}
     from credsweep.access_key_fact as fact
     join credsweep.account
       on account.account_id = fact.account_id and account.last_good_scan_id = fact.scan_id and account.left_at is null
     join credsweep.scan on scan.scan_id = fact.scan_id
     where fact.scan_id = any ($1) and fact.access_key_id collate "C" like $2
     order by fact.access_key_id collate "C", account.account_id
     limit $3`,
    [await listGoodScans(database), toPrefixPattern(withoutNul(text).toUpperCase()), limit],
  );
  return rows;
}
