import type { AccessKeyPageRequest, InventoryAccessKey } from '@credsweep/core';
import type { Database } from '../database.ts';
import { inventoryKeyColumns } from './inventory-key-columns.ts';

/** Reads a page of the keys of all accounts, or of one; a page costs the same wherever it is. */
export async function pageAccessKeys(
  database: Database,
  { accountId, isHighRisk, after, limit }: AccessKeyPageRequest,
): Promise<readonly InventoryAccessKey[]> {
  const { rows } = await database.query<InventoryAccessKey>(
    `select ${inventoryKeyColumns}
     from (
       select account_id, account_name, last_good_scan_id from credsweep.account
       where left_at is null and last_good_scan_id is not null
         and ($1::text is null or account_id = $1)
         and account_id >= coalesce($3, '')
       order by account_id
     ) as account
     join credsweep.scan on scan.scan_id = account.last_good_scan_id
     cross join lateral (
       select * from credsweep.access_key_fact
       where access_key_fact.scan_id = account.last_good_scan_id
         and access_key_fact.account_id = account.account_id
         and ($2::boolean is null or is_high_risk = $2)
         and (account.account_id > coalesce($3, '') or (user_arn, key_slot) > ($4, $5::smallint))
       order by user_arn, key_slot
       limit $6
     ) as fact
     order by account.account_id, fact.user_arn, fact.key_slot
     limit $6`,
    [
      accountId,
      isHighRisk,
      after?.accountId ?? null,
      after?.userArn ?? null,
      after?.keySlot ?? null,
      limit,
    ],
  );
  return rows;
}
