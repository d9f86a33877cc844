import type { InventoryAccount } from '@credsweep/core';
import type { Database } from '../database.ts';
import {
  selectInventoryAccounts,
  toInventoryAccount,
  type InventoryAccountRow,
} from './inventory-account-row.ts';

/** Finds an account that is in the organization now. */
export async function findInventoryAccount(
  database: Database,
  accountId: string,
): Promise<InventoryAccount | null> {
  const { rows } = await database.query<InventoryAccountRow>(
    `${selectInventoryAccounts} and account.account_id = $1`,
    [accountId],
  );
  return rows[0] === undefined ? null : toInventoryAccount(rows[0]);
}
