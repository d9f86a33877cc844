import type { InventoryUser } from '@credsweep/core';
import type { Database } from '../database.ts';
import { inventoryUserColumns } from './inventory-user-columns.ts';
import { withoutNul } from './without-nul.ts';

/** Finds the user of an ARN, which names the account. */
export async function findUserByArn(
  database: Database,
  arn: string,
): Promise<readonly InventoryUser[]> {
  const { rows } = await database.query<InventoryUser>(
    `select ${inventoryUserColumns}
     from credsweep.account
     join credsweep.scan on scan.scan_id = account.last_good_scan_id
     join credsweep.user_fact as fact
       on fact.scan_id = account.last_good_scan_id and fact.account_id = account.account_id and fact.user_arn = $2
     where account.account_id = $1 and account.left_at is null`,
    [arn.split(':')[4] ?? '', withoutNul(arn)],
  );
  return rows;
}
