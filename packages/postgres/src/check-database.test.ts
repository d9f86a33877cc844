import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { checkDatabase } from './check-database.ts';

const postgres = usePostgres();

describe('checking a database', () => {
  it('finds nothing amiss in one that a scan has migrated, and leaves no connection', async () => {
    const { url, pool } = await postgres.cloneDatabase();
    const checks = await checkDatabase(url);
    expect(checks.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['reachable', 'ok'],
      ['rights', 'ok'],
      ['clock', 'ok'],
      ['migrations', 'ok'],
    ]);
    const { rows } = await pool.query(
      'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    expect(rows).toEqual([]);
  });

  it('finds an empty one without a schema, and does not migrate it', async () => {
    const { url, pool } = await postgres.cloneDatabase();
    await pool.query('drop schema credsweep cascade');
    const checks = await checkDatabase(url);
    expect(checks.at(-1)).toMatchObject({ name: 'migrations', verdict: 'warning' });
    expect((await pool.query(`select to_regnamespace('credsweep') as found`)).rows).toEqual([
      { found: null },
    ]);
  });

  it.each([
    [
      'older',
      'delete from credsweep.migration where number = (select max(number) from credsweep.migration)',
      'warning',
      null,
    ],
    [
      'newer',
      `insert into credsweep.migration values (9999, '9999_future.sql', 'x')`,
      'failed',
      'database_newer',
    ],
    [
      'changed',
      `update credsweep.migration set checksum = 'x' where number = 1`,
      'failed',
      'database_migration_changed',
    ],
  ])('finds a schema that is %s', async (_what, sql, verdict, code) => {
    const { url, pool } = await postgres.cloneDatabase();
    await pool.query(sql);
    expect((await checkDatabase(url)).at(-1)).toMatchObject({ name: 'migrations', verdict, code });
  });

  it('finds what a role may not do, in a schema that belongs to another one and in none', async () => {
    const { url, pool } = await postgres.cloneDatabase();
    const asReader = await createRole(url);
    expect(await checkDatabase(asReader)).toMatchObject([
      { name: 'reachable', verdict: 'ok' },
      { name: 'rights', verdict: 'failed', code: 'database_denied' },
      { name: 'clock', verdict: 'ok' },
      { name: 'migrations', verdict: 'failed', code: 'database_denied' },
    ]);
    await pool.query('drop schema credsweep cascade');
    const denied = (await checkDatabase(asReader)).find(({ name }) => name === 'rights');
    expect(denied).toMatchObject({
      code: 'database_denied',
      advice: expect.stringMatching(/GRANT CREATE/),
    });
    const role = decodeURIComponent(new URL(asReader).username);
    await pool.query(`grant create on database ${new URL(url).pathname.slice(1)} to ${role}`);
    expect((await checkDatabase(asReader)).find(({ name }) => name === 'rights')).toMatchObject({
      verdict: 'ok',
    });
  });

  it.each([
    ['an address that is none', 'mysql://root:s3cret@localhost/x', 'database_url_invalid'],
    ['a port where nobody listens', 'postgres://root:s3cret@127.0.0.1:1/x', 'database_unreachable'],
  ])('of %s fails, and tells no password', async (_what, url, code) => {
    const checks = await checkDatabase(url);
    expect(checks).toMatchObject([{ name: 'reachable', verdict: 'failed', code }]);
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });

  it('fails on a wrong password, without telling it', async () => {
    const { url } = await postgres.cloneDatabase();
    const wrong = new URL(await createRole(url));
    wrong.password = 's3cret';
    const checks = await checkDatabase(wrong.href);
    expect(checks).toMatchObject([{ verdict: 'failed', code: 'database_denied' }]);
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });

  it('does not wait for ever for a server that takes connections and says nothing', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const checks = await checkDatabase(`postgres://root@127.0.0.1:${port}/x`);
    expect(checks).toMatchObject([{ verdict: 'failed', code: 'database_unreachable' }]);
  });
});

/** Creates a role that may log in and nothing else, and gives the address with it. */
async function createRole(url: string): Promise<string> {
  const address = new URL(url);
  const role = `reader_${address.pathname.slice(-8)}`;
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client(postgres.adminUrl);
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create role ${role} login password 'right'`);
  onTestFinished(() => run(`drop owned by ${role}; drop role ${role}`).catch(() => undefined));
  address.username = role;
  address.password = 'right';
  return address.href;
}
