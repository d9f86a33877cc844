import { usePostgres } from '@credsweep/testkit';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAbortablePool } from './abortable-pool.ts';
import { connectDatabase, holdConnection } from './database.ts';
import { readView } from './read-view.ts';

const postgres = usePostgres();
let watcher: pg.Pool;
let pool: pg.Pool;
let leaving: AbortController;

beforeEach(async () => {
  const database = await postgres.cloneDatabase();
  watcher = database.pool;
  pool = await connectDatabase({ url: database.url, maxConnections: 2 });
  leaving = new AbortController();
});
afterEach(() => pool.end());

/** Statements that the server runs in this database, besides the one that asks. */
async function countRunning(): Promise<number> {
  const { rows } = await watcher.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  );
  return rows[0]?.count ?? -1;
}

/** 25 million numbers, which are sorted for many seconds before the first one is given. */
const longSort = `select min(n) from (
  select a + b as n from generate_series(1, 5000) as a cross join generate_series(1, 5000) as b
  order by md5((a * b)::text)
) as sorted`;

test('a sort ends at the server soon after somebody has left', { timeout: 20_000 }, async () => {
  const sorting = createAbortablePool(pool, leaving.signal).query(longSort);
  const failure = sorting.catch((error: unknown) => error);
  await expect.poll(countRunning).toBe(1);
  await pause(300);
  expect(await countRunning()).toBe(1);
  leaving.abort(new Error('gone'));
  expect(await failure).toEqual(new Error('gone'));
  await expect.poll(countRunning, { timeout: 4000 }).toBe(0);
  expect(pool.totalCount).toBe(0);
});

test('so does what a cursor waits for', { timeout: 20_000 }, async () => {
  const { rows } = await watcher.query<{ definition: string }>(
    `select rtrim(pg_get_viewdef('credsweep.organization_trend'), ';') as definition`,
  );
  await watcher.query(
    `create or replace view credsweep.organization_trend as
     select trend.* from (select pg_sleep(60)) as slow left join (${rows[0]?.definition}) as trend on true`,
  );
  const abortable = createAbortablePool(pool, leaving.signal);
  const { batches } = await readView(abortable, 'organization_trend', null);
  const failure = batches[Symbol.asyncIterator]()
    .next()
    .catch((error: unknown) => error);
  await expect.poll(countRunning).toBe(1);
  leaving.abort();
  expect(await failure).toBeInstanceOf(Error);
  await expect.poll(countRunning, { timeout: 4000 }).toBe(0);
  expect(pool.totalCount).toBe(0);
});

test('a connection that was given back before is left alone, and none is given afterwards', async () => {
  const abortable = createAbortablePool(pool, leaving.signal);
  expect((await abortable.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  leaving.abort(new Error('gone'));
  await expect(abortable.query('select 1')).rejects.toThrow('gone');
  await expect(holdConnection(abortable)).rejects.toThrow('gone');
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
});

test('whoever leaves while waiting for a connection gives it on to the next', async () => {
  const taken = await Promise.all([pool.connect(), pool.connect()]);
  const waiting = createAbortablePool(pool, leaving.signal).query('select 1');
  const failure = waiting.catch((error: unknown) => error);
  leaving.abort(new Error('gone'));
  for (const client of taken) client.release();
  expect(await failure).toEqual(new Error('gone'));
  expect([pool.totalCount, pool.idleCount]).toEqual([2, 2]);
});

test('a failure of the statement itself stays what it is', async () => {
  const abortable = createAbortablePool(pool, leaving.signal);
  await expect(abortable.query('select 1 / 0')).rejects.toThrow('division by zero');
  expect(pool.idleCount).toBe(1);
});
