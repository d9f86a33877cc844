import { reportViewNames } from '@credsweep/core';
import pg from 'pg';
import { inTransaction } from '../database.ts';

/**
 * Lets a role read the public views and nothing else, creating it where it is missing; doing it again changes nothing.
 *
 * @param password of a role that is to be created; that of an existing role is left alone
 * @returns `no_password` when the role is missing and has no password to be created with; nothing was changed then
 */
export async function grantReader(
  pool: pg.Pool,
  role: string,
  password: string | null,
): Promise<'created' | 'found' | 'no_password'> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
    const name = pg.escapeIdentifier(role);
    if (rowCount === 0) {
      if (password === null) return 'no_password';
      await client.query(`create role ${name} login password ${pg.escapeLiteral(password)}`);
      await client.query(`alter role ${name} set default_transaction_read_only = on`);
      // Views that can show any scan look so costly to the planner that it would compile what runs in milliseconds.
      await client.query(`alter role ${name} set jit = off`);
    }
    await client.query(`grant usage on schema credsweep to ${name}`);
    const views = reportViewNames.map((view) => `credsweep.${view}`).join(', ');
    await client.query(`grant select on ${views} to ${name}`);
    return rowCount === 0 ? 'created' : 'found';
  });
}
