import type { InventoryUser } from '@credsweep/core';
import pg from 'pg';
import { inTransaction, type ConnectionPool } from '../database.ts';
import { inventoryUserColumns } from './inventory-user-columns.ts';
import { listGoodScans } from './list-good-scans.ts';
import { toContainingPattern } from './search-pattern.ts';
import { withoutNul } from './without-nul.ts';

/** Finds users with a text anywhere in their name; it reads all users, and gives null when that takes too long. */
export async function findUsersContaining(
  pool: ConnectionPool,
  text: string,
  limit: number,
): Promise<readonly InventoryUser[] | null> {
  try {
    return await inTransaction(pool, async (client) => {
      await client.query(`set transaction read only; set local statement_timeout = ${patienceMs}`);
      const { rows } = await client.query<InventoryUser>(
        `select ${inventoryUserColumns}
         from credsweep.user_fact as fact
         join credsweep.account
           on account.account_id = fact.account_id and account.last_good_scan_id = fact.scan_id
             and account.left_at is null
         join credsweep.scan on scan.scan_id = fact.scan_id
         where fact.scan_id = any ($1) and lower(fact.user_name) like $2
         limit $3`,
        [await listGoodScans(client), toContainingPattern(withoutNul(text).toLowerCase()), limit],
      );
      return rows;
    });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === queryCanceled) return null;
    throw error;
  }
}

const patienceMs = 2_000;
const queryCanceled = '57014';
