import { reportViewNames } from '@credsweep/core';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPostgresLedger } from './postgres-ledger.ts';
import { grantReader } from './queries/grant-reader.ts';
import { runScan } from './testing/scan-driver.ts';

const postgres = usePostgres();
const role = 'views-reader_1';
let database: TestDatabase;
let reader: pg.Client;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  await runScan(createPostgresLedger(database.pool), {
    '000000000001': {
      users: [{ name: 'alice', keys: [{ rotated: '2024-01-01T00:00:00+00:00' }] }],
    },
  });
  await grantReader(database.pool, role, `pass'word`);
  const url = new URL(database.url);
  url.username = role;
  url.password = encodeURIComponent(`pass'word`);
  reader = new pg.Client({ connectionString: url.href });
  await reader.connect();
});

afterEach(async () => {
  await reader.end();
  await database.pool.query(`drop owned by "${role}"; drop role "${role}"`);
});

test.each(reportViewNames)('the reader reads %s', async (view) => {
  await expect(reader.query(`select * from credsweep.${view}`)).resolves.toBeDefined();
});

test('queries of the reader are not compiled', async () => {
  expect((await reader.query('show jit')).rows).toEqual([{ jit: 'off' }]);
});

test('the reader sees rows, as of any scan', async () => {
  await reader.query(`set credsweep.scan_id = '1'`);
  const { rows } = await reader.query('select user_name from credsweep.aws_accesskey_highrisk');
  expect(rows).toEqual([{ user_name: 'alice' }]);
});

test.each([
  ['a table', 'select * from credsweep.user_fact'],
  ['a partition', 'select * from credsweep.user_fact_1'],
  ['the settings of scans', 'select settings from credsweep.scan'],
  ['the queue', 'select * from bullmq.bullmq_job'],
])('the reader does not read %s', async (_what, query) => {
  await expect(reader.query(query)).rejects.toThrow(/permission denied|does not exist/);
});

test('the reader writes nothing, even when it asks for a transaction that writes', async () => {
  await expect(reader.query('create table public.mine (id integer)')).rejects.toThrow('read-only');
  await reader.query('set default_transaction_read_only = off');
  await expect(reader.query('create table credsweep.mine (id integer)')).rejects.toThrow(
    'permission denied',
  );
  await expect(reader.query('delete from credsweep.finding')).rejects.toThrow('permission denied');
  await expect(reader.query(`call credsweep.create_fact_partitions(9)`)).rejects.toThrow(
    'permission denied',
  );
});

test('a role that is missing is created', async () => {
  const other = `${role}_other`;
  expect(await grantReader(database.pool, other, 'a password')).toBe('created');
  await database.pool.query(`drop owned by "${other}"; drop role "${other}"`);
});

test('doing it again changes nothing; a role that is missing needs a password', async () => {
  expect(await grantReader(database.pool, role, null)).toBe('found');
  expect(await grantReader(database.pool, 'nobody_there', null)).toBe('no_password');
  const { rowCount } = await database.pool.query(
    `select from pg_roles where rolname = 'nobody_there'`,
  );
  expect(rowCount).toBe(0);
});
