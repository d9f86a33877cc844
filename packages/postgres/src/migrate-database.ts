import { CredsweepError } from '@credsweep/core';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { MigrationMark } from './compare-migrations.ts';
import { toDatabaseError } from './database-errors.ts';
import { holdConnection } from './database.ts';

/** What a run of the migrations did. */
export type MigrationResult = {
  /** Names of the migrations that this run applied. */
  readonly applied: readonly string[];
  /** Number of the newest migration of this program. */
  readonly version: number;
};

type Migration = MigrationMark & { readonly sql: string };

/**
 * Brings the schema `credsweep` up to this program's version.
 *
 * Any number of processes may do it at once: an advisory lock lets one go first. Each migration is a transaction.
 *
 * @throws CredsweepError `database_newer` or `database_migration_changed`, nothing was changed then; `database_denied`
 */
export async function migrateDatabase(pool: pg.Pool): Promise<MigrationResult> {
  const migrations = await readMigrations();
  try {
    return await withMigrationLock(pool, async (client) => {
      const done = await readDoneMigrations(client);
      checkDoneMigrations(done, migrations);
      const applied = migrations.filter(({ number }) => !done.has(number));
      for (const migration of applied) await applyMigration(client, migration);
      return { applied: applied.map(({ name }) => name), version: migrations.at(-1)?.number ?? 0 };
    });
  } catch (error) {
    throw toDatabaseError(error, pool.options.connectionString ?? 'postgresql://');
  }
}

/** The lock is the session's, so a connection on which it cannot be given back is closed. */
async function withMigrationLock<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const { client, release } = await holdConnection(pool);
  let discard = true;
  try {
    await client.query('select pg_advisory_lock($1, $2)', migrationLock);
    const result = await work(client);
    await client.query('select pg_advisory_unlock($1, $2)', migrationLock);
    discard = false;
    return result;
  } finally {
    release(discard);
  }
}

/** Reads the migrations of this program, in their order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(migrationsFolder))
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, migrationsFolder), 'utf8');
      return {
        number: Number(name.slice(0, 4)),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
}

async function readDoneMigrations(
  client: pg.PoolClient,
): Promise<ReadonlyMap<number, { name: string; checksum: string }>> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('credsweep.migration') is not null as exists`,
  );
  if (found[0]?.exists !== true) {
    // A role that owns the schema need not be one that may create schemas; "if not exists" would ask for that.
    const { rowCount } = await client.query(`select from pg_namespace where nspname = 'credsweep'`);
    if (rowCount === 0) await client.query('create schema credsweep');
    await client.query(`
      create table credsweep.migration (
        number integer primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null default now()
      );
      -- Tells the jobs of this database from those of another one in the same Redis.
      create table credsweep.instance (instance_id uuid primary key default gen_random_uuid());
      insert into credsweep.instance default values;`);
  }
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    'select number, name, checksum from credsweep.migration order by number',
  );
  return new Map(rows.map((row) => [row.number, row]));
}

function checkDoneMigrations(
  done: Awaited<ReturnType<typeof readDoneMigrations>>,
  migrations: readonly Migration[],
): void {
  const newest = Math.max(0, ...done.keys());
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  if (newest > (migrations.at(-1)?.number ?? 0)) {
    throw new CredsweepError(
      'database_newer',
      `The database was made by a newer credsweep: its schema has version ${newest}, this program knows ` +
        `${migrations.at(-1)?.number ?? 0}. Nothing was changed. Use that newer credsweep, or another database.`,
      { details: { databaseVersion: newest } },
    );
  }
  for (const [number, { name, checksum }] of done) {
    if (known.get(number)?.checksum !== checksum) {
      throw new CredsweepError(
        'database_migration_changed',
        `The database was migrated by ${name}, which is not the file that this program has under number ${number}. ` +
          'Nothing was changed. Use the credsweep release that made the database, or another database.',
        { details: { number } },
      );
    }
  }
}

async function applyMigration(
  client: pg.PoolClient,
  { number, name, sql, checksum }: Migration,
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(
      'insert into credsweep.migration (number, name, checksum) values ($1, $2, $3)',
      [number, name, checksum],
    );
    await client.query(sql);
    await client.query('commit');
  } catch (error) {
    // A broken connection has rolled back by itself.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

const migrationsFolder = new URL('../migrations/', import.meta.url);
/** Two-integer advisory locks are a key space of their own; BullMQ uses the other one. */
const migrationLock = [0x63726564, 1];
