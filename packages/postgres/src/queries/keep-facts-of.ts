import type pg from 'pg';
import { factTables } from './drop-facts.ts';

/**
 * Gives up what a scan found in all accounts but the given ones; run it in a transaction. Few rows stay, so they are
 * written anew and the rest is cut off: nothing is deleted row by row, and no other partition is locked.
 *
 * @returns false when there was nothing to give up
 */
export async function keepFactsOf(
  client: pg.PoolClient,
  scanId: number,
  accountIds: readonly string[],
): Promise<boolean> {
  let changed = false;
  for (const table of factTables) {
    const partition = `credsweep.${table}_${scanId}`;
    const { rowCount } = await client.query(
      `select from ${partition} where account_id <> all ($1) limit 1`,
      [accountIds],
    );
    if (rowCount === 0) continue;
    changed = true;
    await client.query(`set local lock_timeout = '2s'`);
    await client.query(`create temporary table kept (like ${partition}) on commit drop`);
    await client.query(`insert into kept select * from ${partition} where account_id = any ($1)`, [
      accountIds,
    ]);
    await client.query(`truncate ${partition}`);
    await client.query(`insert into ${partition} select * from kept`);
    await client.query('drop table kept');
  }
  return changed;
}
