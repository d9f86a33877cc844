import type pg from 'pg';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { createAbortablePool } from './abortable-pool.ts';
import { connectDatabase } from './database.ts';
import { createPostgresLedger } from './postgres-ledger.ts';
import { readView } from './read-view.ts';
import { runScan } from './testing/scan-driver.ts';

const postgres = usePostgres();
let pool: pg.Pool;

afterEach(() => pool.end());

/** Fills a database with users in ten accounts and opens a pool of one connection. */
async function prepare(userCount: number): Promise<void> {
  const database = await postgres.cloneDatabase();
  const ledger = createPostgresLedger(database.pool);
  const accountIds = Array.from({ length: 10 }, (_, index) => String(index + 1).padStart(12, '0'));
  const users = Array.from({ length: userCount / accountIds.length }, (_, index) => ({
    name: `user${index}`,
  }));
  await runScan(ledger, Object.fromEntries(accountIds.map((accountId) => [accountId, { users }])));
  pool = await connectDatabase({ url: database.url, maxConnections: 1 });
}

async function countCursors(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::integer as count from pg_cursors where name <> ''`,
  );
  return rows[0]?.count ?? -1;
}

test('50,000 rows are read batch by batch, and memory does not grow with them', async () => {
  await prepare(50_000);
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { batches } = await readView(pool, 'aws_staleuser_details', null);
  let read = 0;
  let lastArn = '';
  const heaps: number[] = [];
  for await (const rows of batches) {
    expect(rows.length).toBeLessThanOrEqual(1000);
    read += rows.length;
    const arn = `${String(rows.at(-1)?.[0])} ${String(rows.at(-1)?.[3])}`;
    expect(arn > lastArn).toBe(true);
    lastArn = arn;
    if (read % 10_000 > 0) continue;
    collectGarbage();
    heaps.push(process.memoryUsage().heapUsed);
  }
  expect(read).toBe(50_000);
  expect((heaps.at(-1) ?? 0) - (heaps[0] ?? 0)).toBeLessThan(10_000_000);
});

test('a loop that is left early closes the cursor and gives the connection back', async () => {
  await prepare(5000);
  const { batches } = await readView(pool, 'aws_staleuser_details', null);
  for await (const rows of batches) {
    expect(rows).toHaveLength(1000);
    break;
  }
  expect(pool.idleCount).toBe(1);
  expect(await countCursors()).toBe(0);
  const { rows } = await pool.query(
    'select pg_current_xact_id_if_assigned() as xid, now() = statement_timestamp() as fresh',
  );
  expect(rows).toEqual([{ xid: null, fresh: true }]);
});

test('a loop that throws gives the connection back too', async () => {
  await prepare(5000);
  const { batches } = await readView(pool, 'aws_staleuser_details', null);
  const reading = async (): Promise<void> => {
    for await (const rows of batches) throw new Error(`cannot write ${rows.length} rows`);
  };
  await expect(reading()).rejects.toThrow('cannot write 1000 rows');
  expect(pool.idleCount).toBe(1);
});

test('a loop that is left by somebody whose connection was closed ends, and the next reading has a new one', async () => {
  await prepare(5000);
  const leaving = new AbortController();
  const abortable = createAbortablePool(pool, leaving.signal);
  const { batches } = await readView(abortable, 'aws_staleuser_details', null);
  const iterator = batches[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toHaveLength(1000);
  leaving.abort();
  await expect(iterator.return?.()).rejects.toThrow('The connection was closed.');
  expect(pool.totalCount).toBe(0);
  expect(await countCursors()).toBe(0);
});

test('a reading of which nobody asks for rows holds no connection', async () => {
  await prepare(5000);
  const { columns } = await readView(pool, 'aws_staleuser_details', null);
  expect(columns[0]).toBe('account_id');
  expect(pool.idleCount).toBe(1);
});

test('a connection that breaks in the middle is an error, and the next reading has a new one', async () => {
  await prepare(5000);
  const { batches } = await readView(pool, 'aws_staleuser_details', null);
  const admin = await connectDatabase({ url: postgres.adminUrl, maxConnections: 1 });
  const reading = async (): Promise<void> => {
    for await (const _ of batches) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'credsweep' and datname = $1 and state <> 'idle'`,
        [pool.options.connectionString?.split('/').at(-1)],
      );
    }
  };
  await expect(reading()).rejects.toThrow();
  await admin.end();
  expect(await countCursors()).toBe(0);
});
