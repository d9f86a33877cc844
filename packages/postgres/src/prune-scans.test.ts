import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { beforeEach, expect, test } from 'vitest';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { pruneScans } from './prune-scans.ts';
import {
  beginScan,
  buildAccount,
  roleMissing,
  runScan,
  settle,
  type AccountContent,
} from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const [one, two] = ['000000000001', '000000000002'] as const;
const alice: AccountContent = {
  users: [{ name: 'alice', keys: [{ rotated: '2024-01-01T00:00:00+00:00' }] }],
};
const bob: AccountContent = { users: [{ name: 'bob', login: null }] };

test('the facts of all but the newest scans go; counts, outcomes, totals and findings stay', async () => {
  for (let scan = 1; scan <= 4; scan += 1) await runScan(ledger, { [one]: alice, [two]: bob });
  const before = await readWhatStays();
  const pruned = await pruneScans(database.pool, { keepScans: 2, keepDays: null });
  expect(pruned).toMatchObject([
    { scanId: 1, keptAccountIds: [] },
    { scanId: 2, keptAccountIds: [] },
  ]);
  expect(pruned.every(({ freedBytes }) => freedBytes > 0)).toBe(true);
  expect(await listPartitions()).toEqual(['3', '4']);
  expect(await readWhatStays()).toEqual(before);
  expect(
    await select('scan_id from credsweep.scan where facts_pruned_at is not null order by 1'),
  ).toEqual([{ scan_id: 1 }, { scan_id: 2 }]);
  expect(await pruneScans(database.pool, { keepScans: 2, keepDays: null })).toEqual([]);
});

test('the newest completed scan stays, however little is to be kept', async () => {
  await runScan(ledger, { [one]: alice });
  await runScan(ledger, { [one]: alice });
  await pruneScans(database.pool, { keepScans: null, keepDays: 0 });
  expect(await listPartitions()).toEqual(['2']);
});

test('by days, a scan stays for as long as it was completed in them', async () => {
  for (let scan = 1; scan <= 3; scan += 1) await runScan(ledger, { [one]: alice });
  await database.pool.query(
    `update credsweep.scan set finished_at = now() - interval '31 days' where scan_id = 1`,
  );
  await pruneScans(database.pool, { keepScans: null, keepDays: 30 });
  expect(await listPartitions()).toEqual(['2', '3']);
});

test('with both limits a scan stays if either keeps it', async () => {
  for (let scan = 1; scan <= 4; scan += 1) await runScan(ledger, { [one]: alice });
  await database.pool.query(
    `update credsweep.scan set finished_at = now() - interval '31 days' where scan_id < 4`,
  );
  await pruneScans(database.pool, { keepScans: 2, keepDays: 30 });
  expect(await listPartitions()).toEqual(['3', '4']);
});

test('the last good data of an account that fails since then stay, and only those', async () => {
  await runScan(ledger, { [one]: alice, [two]: bob });
  for (let scan = 2; scan <= 3; scan += 1)
    await runScan(ledger, { [one]: roleMissing(one), [two]: bob });
  const shown = await select('* from credsweep.aws_staleuser_details order by account_id');
  expect(await pruneScans(database.pool, { keepScans: 1, keepDays: null })).toMatchObject([
    { scanId: 1, keptAccountIds: [one] },
    { scanId: 2, keptAccountIds: [] },
  ]);
  expect(await listPartitions()).toEqual(['1', '3']);
  expect(await select('distinct account_id from credsweep.user_fact_1')).toEqual([
    { account_id: one },
  ]);
  expect(await select('* from credsweep.aws_staleuser_details order by account_id')).toEqual(shown);
  expect(await pruneScans(database.pool, { keepScans: 1, keepDays: null })).toEqual([]);

  await runScan(ledger, { [one]: alice, [two]: bob });
  await pruneScans(database.pool, { keepScans: 1, keepDays: null });
  expect(await listPartitions()).toEqual(['4']);
});

test('data that only an older retained scan shows stay, until that scan goes too', async () => {
  await runScan(ledger, { [one]: alice });
  await runScan(ledger, { [one]: roleMissing(one) });
  await runScan(ledger, { [one]: alice });
  await pruneScans(database.pool, { keepScans: 2, keepDays: null });
  expect(await listPartitions()).toEqual(['1', '2', '3']);
  await pruneScans(database.pool, { keepScans: 1, keepDays: null });
  expect(await listPartitions()).toEqual(['3']);
});

test('each organization keeps its own newest scans', async () => {
  await runScan(ledger, { [one]: alice }, { organizationId: 'o-first' });
  await runScan(ledger, { [two]: bob }, { organizationId: 'o-second' });
  await runScan(ledger, { [two]: bob }, { organizationId: 'o-second' });
  await pruneScans(database.pool, { keepScans: 1, keepDays: null });
  expect(await listPartitions()).toEqual(['1', '3']);
});

test('a scan that is going on, or can be resumed, is left alone and can write on', async () => {
  await runScan(ledger, { [one]: alice });
  const going = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await settle(ledger, going.jobs[0], alice);
  const stopped = await beginScan(ledger, [buildAccount(one)]);
  await ledger.interruptScan(stopped.scan.scanId);
  await runScan(ledger, { [one]: alice, [two]: bob });
  await Promise.all([
    pruneScans(database.pool, { keepScans: 1, keepDays: null }),
    settle(ledger, going.jobs[1], bob),
  ]);
  expect(await listPartitions()).toEqual(['2', '3', '4']);
  expect(await select('count(*)::integer from credsweep.user_fact_2')).toEqual([{ count: 2 }]);
});

test('facts of scans that were cancelled or failed go with the next pruning', async () => {
  const given = await beginScan(ledger, [buildAccount(one)]);
  await ledger.cancelScan(given.scan.scanId);
  await runScan(ledger, { [one]: alice });
  await pruneScans(database.pool, { keepScans: 5, keepDays: null });
  expect(await listPartitions()).toEqual(['2']);
});

test('a report that is being read is waited for, and is read to its end', async () => {
  await runScan(ledger, { [one]: alice });
  await runScan(ledger, { [one]: alice });
  const reader = await database.pool.connect();
  await reader.query('begin');
  await reader.query('declare facts cursor for select * from credsweep.user_fact_1');
  const pruning = pruneScans(database.pool, { keepScans: 1, keepDays: null });
  const first = await Promise.race([
    pruning.then(() => 'pruned'),
    new Promise((resolve) => setTimeout(() => resolve('waiting'), 1000)),
  ]);
  expect(first).toBe('waiting');
  expect((await reader.query('fetch all facts')).rows).toHaveLength(1);
  await reader.query('commit');
  reader.release();
  await pruning;
  expect(await listPartitions()).toEqual(['2']);
});

test('what an interrupted pruning left half done is finished', async () => {
  for (let scan = 1; scan <= 2; scan += 1) await runScan(ledger, { [one]: alice });
  const reader = await database.pool.connect();
  await reader.query('begin');
  await reader.query('select from credsweep.user_fact');
  const detaching = await database.pool.connect();
  await detaching.query(`set lock_timeout = '200ms'`);
  await expect(
    detaching.query(
      'alter table credsweep.user_fact detach partition credsweep.user_fact_1 concurrently',
    ),
  ).rejects.toThrow('lock timeout');
  await detaching.query('reset lock_timeout');
  detaching.release();
  await reader.query('commit');
  reader.release();
  expect(
    await select(
      `inhdetachpending from pg_inherits where inhrelid = 'credsweep.user_fact_1'::regclass`,
    ),
  ).toEqual([{ inhdetachpending: true }]);
  await pruneScans(database.pool, { keepScans: 1, keepDays: null });
  expect(await listPartitions()).toEqual(['2']);
});

test('two prunings at once: the second one is told so', async () => {
  await runScan(ledger, { [one]: alice });
  const other = await database.pool.connect();
  await other.query('select pg_advisory_lock($1, 2)', [0x63726564]);
  await expect(pruneScans(database.pool, { keepScans: 1, keepDays: null })).rejects.toMatchObject({
    code: 'database_busy',
  });
  await other.query('select pg_advisory_unlock_all()');
  other.release();
});

async function select(what: string): Promise<readonly Record<string, unknown>[]> {
  return (await database.pool.query(`select ${what}`)).rows;
}

/** Numbers of the scans that have partitions; of both tables the same. */
async function listPartitions(): Promise<readonly string[]> {
  const of = async (table: string): Promise<readonly string[]> =>
    (
      await select(
        `substring(relname from '[0-9]+$') as scan from pg_class
         where relnamespace = 'credsweep'::regnamespace and relkind = 'r' and relname ~ '^${table}_[0-9]+$'
         order by 1`,
      )
    ).map((row) => String(row['scan']));
  const users = await of('user_fact');
  expect(await of('access_key_fact')).toEqual(users);
  return users;
}

async function readWhatStays(): Promise<unknown> {
  return {
    trend: await select('* from credsweep.organization_trend order by scan_id'),
    coverage: await select('* from credsweep.scan_coverage order by scan_id, account_id'),
    counts: await select('* from credsweep.account_summary order by scan_id, account_id'),
    owners: await select(
      '* from credsweep.account_owner_summary order by scan_id, account_id, owner',
    ),
    findings: await select('* from credsweep.finding order by finding_id'),
    now: await select('* from credsweep.aws_accesskey_details order by account_id, user_arn'),
  };
}
