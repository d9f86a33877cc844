import { CredsweepError } from '@credsweep/core';
import { expect, test } from 'vitest';
import { findFreePort, usePostgres } from '@credsweep/testkit';
import { connectDatabase, inTransaction } from './database.ts';
import { createEmptyDatabase, runAsAdmin, testPassword } from './testing/empty-database.ts';

const postgres = usePostgres();

async function failToConnect(url: string): Promise<CredsweepError> {
  const error = await connectDatabase({ url }).then(
    async (pool) => pool.end(),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CredsweepError);
  return error as CredsweepError;
}

function changeUrl(url: string, change: (parts: URL) => void): string {
  const parts = new URL(url);
  change(parts);
  return parts.href;
}

test('a database that answers is connected', async () => {
  const pool = await connectDatabase({ url: postgres.adminUrl, maxConnections: 2 });
  const { rows } = await pool.query('select 1 as one');
  expect(rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('queries are not compiled', async () => {
  const pool = await connectDatabase({ url: postgres.adminUrl, maxConnections: 2 });
  const both = await Promise.all([pool.query('show jit'), pool.query('show jit')]);
  expect(both.map(({ rows }) => rows)).toEqual([[{ jit: 'off' }], [{ jit: 'off' }]]);
  await pool.end();
});

test('the server looks every second whether somebody still waits', async () => {
  const pool = await connectDatabase({ url: postgres.adminUrl, maxConnections: 1 });
  const { rows } = await pool.query('show client_connection_check_interval');
  expect(rows).toEqual([{ client_connection_check_interval: '1s' }]);
  await pool.end();
});

test.each([
  '',
  'nonsense',
  'localhost:5432/credsweep',
  'mysql://user:hunter2@localhost/credsweep',
  'postgres://user:hunter2@host:99999/credsweep',
  'postgresql://user:hunter2%zz@localhost/credsweep',
])('the address %j is refused with a good one as an example', async (url) => {
  const error = await failToConnect(url);
  expect(error.code).toBe('database_url_invalid');
  expect(error.message).toContain('postgresql://user:password@host:5432/credsweep');
  expect(JSON.stringify([error.message, error.details])).not.toContain('hunter2');
});

test('a closed port is told with host, port and database', async () => {
  const port = await findFreePort();
  const error = await failToConnect(`postgresql://me:hunter2@127.0.0.1:${port}/inventory`);
  expect(error.code).toBe('database_unreachable');
  expect(error.retryable).toBe(true);
  expect(error.message).toContain(`The database inventory at 127.0.0.1:${port} cannot be reached`);
  expect(error.message).toContain('ECONNREFUSED');
  expect(error.message).not.toContain('hunter2');
});

test('a host that no name server knows is told', async () => {
  const error = await failToConnect('postgresql://me:hunter2@no-such-host.invalid:5432/credsweep');
  expect(error.code).toBe('database_unreachable');
  expect(error.message).toContain('no-such-host.invalid');
  expect(error.message).not.toContain('hunter2');
});

test('a certificate file that is missing is told', async () => {
  const error = await failToConnect(
    'postgresql://me@localhost/credsweep?sslrootcert=/no/such/ca.pem',
  );
  expect(error).toBeInstanceOf(CredsweepError);
  expect(error.message).toContain('/no/such/ca.pem');
});

test('a wrong password is denied, and neither password is repeated', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl, { login: 'reader' });
  const error = await failToConnect(changeUrl(url, (parts) => (parts.password = 'hunter2')));
  expect(error.code).toBe('database_denied');
  expect(error.message).toContain('Check user, password and database');
  expect(error.message).not.toContain('hunter2');
  expect(error.message).not.toContain(testPassword);
});

test('a missing password is denied too, and no connection stays open', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl, { login: 'forgetful' });
  const error = await failToConnect(changeUrl(url, (parts) => (parts.password = '')));
  expect(error.code).toBe('database_denied');
  const started = performance.now();
  // A new database waits for every connection of the server, also for those that have not logged in.
  await createEmptyDatabase(postgres.adminUrl);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('an unknown database is denied with its name', async () => {
  const error = await failToConnect(
    changeUrl(postgres.adminUrl, (parts) => (parts.pathname = '/no_such_database')),
  );
  expect(error.code).toBe('database_denied');
  expect(error.message).toContain('no_such_database');
});

test('a server without room for connections is unreachable for now', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl, { login: 'crowd' });
  await runAsAdmin(postgres.adminUrl, url, 'alter role crowd connection limit 0');
  const error = await failToConnect(url);
  expect(error.code).toBe('database_unreachable');
  expect(error.retryable).toBe(true);
});

test('a transaction that throws leaves nothing behind', async () => {
  const { pool } = await postgres.cloneDatabase();
  await expect(
    inTransaction(pool, async (client) => {
      await client.query('create table half_done ()');
      throw new Error('enough');
    }),
  ).rejects.toThrow('enough');
  const { rows } = await pool.query(`select to_regclass('half_done') as found`);
  expect(rows).toEqual([{ found: null }]);
});

test('a connection that breaks in a transaction fails that transaction and nothing else', async () => {
  const { pool } = await postgres.cloneDatabase();
  await expect(
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await expect
        .poll(() => client.query('select 1').catch((error: Error) => error.name))
        .toBeTypeOf('string');
      await client.query('select 1');
    }),
  ).rejects.toThrow();
  const { rows } = await pool.query('select 1 as one');
  expect(rows).toEqual([{ one: 1 }]);
  expect(pool.idleCount).toBe(pool.totalCount);
});
