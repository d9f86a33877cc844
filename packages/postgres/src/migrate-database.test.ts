import { CredsweepError, errorCatalogue } from '@credsweep/core';
import { readdir } from 'node:fs/promises';
import type pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { connectDatabase } from './database.ts';
import { migrateDatabase } from './migrate-database.ts';
import { readInstanceId } from './queries/read-instance-id.ts';
import { createEmptyDatabase, runAsAdmin } from './testing/empty-database.ts';

const postgres = usePostgres();
const pools: pg.Pool[] = [];

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end();
});

async function connect(url: string): Promise<pg.Pool> {
  const pool = await connectDatabase({ url });
  pools.push(pool);
  return pool;
}

async function failureOf(work: Promise<unknown>): Promise<CredsweepError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CredsweepError);
  return error as CredsweepError;
}

test('an empty database gets every migration, once', async () => {
  const pool = await connect(await createEmptyDatabase(postgres.adminUrl));
  const first = await migrateDatabase(pool);
  const files = await readdir(new URL('../migrations/', import.meta.url));
  expect(first.applied).toEqual(files.toSorted());
  expect(first.version).toBe(files.length);
  expect(await migrateDatabase(pool)).toEqual({ applied: [], version: first.version });
});

test('of processes that start at once, one migrates and all go on', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl);
  const starters = await Promise.all(Array.from({ length: 5 }, () => connect(url)));
  const results = await Promise.all(starters.map((pool) => migrateDatabase(pool)));
  expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
  const ids = new Set(await Promise.all(starters.map((pool) => readInstanceId(pool))));
  expect(ids.size).toBe(1);
});

test('a database that a newer credsweep made is refused and left alone', async () => {
  const { pool } = await postgres.cloneDatabase();
  await pool.query(
    `insert into credsweep.migration (number, name, checksum) values (9999, '9999_later.sql', 'x')`,
  );
  const error = await failureOf(migrateDatabase(pool));
  expect(error.code).toBe('database_newer');
  expect(error.message).toContain('9999');
});

test('a migration that is another file than the one the database had is refused', async () => {
  const { pool } = await postgres.cloneDatabase();
  await pool.query(`update credsweep.migration set checksum = 'other' where number = 2`);
  const error = await failureOf(migrateDatabase(pool));
  expect(error.code).toBe('database_migration_changed');
  expect(error.message).toContain('0002_create_facts.sql');
});

test('a role that may create nothing is told what to grant', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl, { login: 'newcomer' });
  const error = await failureOf(migrateDatabase(await connect(url)));
  expect(error.code).toBe('database_denied');
  expect(errorCatalogue[error.code].retryable).toBe(false);
  expect(error.message).toContain('grant it CREATE on the database');
  expect(error.message).not.toContain('secret');
});

test('a role that owns the schema needs no right to create schemas', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl, { login: 'schema_owner' });
  await runAsAdmin(postgres.adminUrl, url, 'create schema credsweep authorization schema_owner');
  expect((await migrateDatabase(await connect(url))).applied).not.toEqual([]);
});

test('a server that takes no changes is said to be unsuitable', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl);
  const { pathname } = new URL(url);
  await runAsAdmin(
    postgres.adminUrl,
    url,
    `alter database ${pathname.slice(1)} set default_transaction_read_only = on`,
  );
  const error = await failureOf(migrateDatabase(await connect(url)));
  expect(error.code).toBe('database_unsuitable');
  expect(error.message).toContain('replica');
});

test('a connection that breaks while migrating is an error and leaves no half of a migration', async () => {
  const url = await createEmptyDatabase(postgres.adminUrl);
  const pool = await connect(url);
  const other = await connect(url);
  const blocker = await other.connect();
  // Waiting for the lock of another starter, the connection is cut.
  await blocker.query('select pg_advisory_lock($1, 1)', [0x63726564]);
  const migrating = failureOf(migrateDatabase(pool));
  await expect
    .poll(async () => {
      const { rowCount } = await blocker.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted`,
      );
      return rowCount;
    })
    .toBe(1);
  expect((await migrating).code).toBe('database_unreachable');
  await blocker.query('select pg_advisory_unlock($1, 1)', [0x63726564]);
  blocker.release();
  expect((await migrateDatabase(pool)).applied).not.toEqual([]);
});
