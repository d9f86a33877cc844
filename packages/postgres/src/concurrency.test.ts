import { policyPresets, type AccountScanJob } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { readView } from './read-view.ts';
import {
  beginScan,
  buildAccount,
  finishScan,
  runScan,
  settle,
  testSettings,
} from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const accountId = '000000000001';
const content = {
  users: Array.from({ length: 1500 }, (_, index) => ({
    name: `user${index}`,
    keys: [{ rotated: '2024-01-01T00:00:00+00:00' }],
  })),
};
const request = { policy: policyPresets.default, settings: testSettings, asOf: null };

test('scans that are opened at once each get their partitions', async () => {
  const scans = await Promise.all(Array.from({ length: 6 }, () => ledger.openScan(request)));
  expect(new Set(scans.map((scan) => scan.scanId)).size).toBe(6);
  const { rows } = await database.pool.query(
    `select inhparent::regclass::text as parent, count(*)::integer as partitions
     from pg_inherits join pg_class on pg_class.oid = inhrelid and relkind = 'r' group by 1 order by 1`,
  );
  expect(rows).toEqual([
    { parent: 'credsweep.access_key_fact', partitions: 6 },
    { parent: 'credsweep.user_fact', partitions: 6 },
  ]);
});

test('a scan that could not be opened leaves no partition behind', async () => {
  await database.pool.query(`create table credsweep.access_key_fact_1 ()`);
  await expect(ledger.openScan(request)).rejects.toThrow('already exists');
  const { rows } = await database.pool.query(
    `select to_regclass('credsweep.user_fact_1') as partition, (select count(*)::integer from credsweep.scan) as scans`,
  );
  expect(rows).toEqual([{ partition: null, scans: 0 }]);
});

test('a scan is opened, filled and closed while somebody reads a view for long', async () => {
  await runScan(ledger, { [accountId]: content });
  const { batches } = await readView(database.pool, 'aws_accesskey_highrisk', null);
  let rowCount = 0;
  let newerScanId: number | undefined;
  for await (const rows of batches) {
    newerScanId ??= await runScan(ledger, { [accountId]: {} });
    rowCount += rows.length;
  }
  // The reader still has the rows of the moment at which it began.
  expect(rowCount).toBe(1500);
  expect((await ledger.findScan(newerScanId ?? 0))?.state).toBe('completed');
}, 20_000);

test('a view is read while a scan is being opened', async () => {
  await runScan(ledger, { [accountId]: content });
  const opener = await database.pool.connect();
  try {
    await opener.query('begin');
    await opener.query('call credsweep.create_fact_partitions(4711)');
    const { rows } = await database.pool.query(
      'select count(*)::integer as count from credsweep.aws_accesskey_highrisk',
    );
    expect(rows).toEqual([{ count: 1500 }]);
  } finally {
    await opener.query('rollback');
    opener.release();
  }
});

test('accounts are saved while another scan is being opened', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(accountId)]);
  const opener = await database.pool.connect();
  try {
    await opener.query('begin');
    await opener.query('call credsweep.create_fact_partitions(4711)');
    await settle(ledger, jobs[0], content);
    await ledger.endListing(scan.scanId, [], {});
    await finishScan(ledger, scan.scanId);
  } finally {
    await opener.query('rollback');
    opener.release();
  }
  expect((await ledger.summarizeScan(scan.scanId))?.highRiskKeys).toBe(1500);
});

test('many workers and two scans at once leave every account with one outcome', async () => {
  const accounts = Array.from({ length: 60 }, (_, index) =>
    buildAccount(String(index + 1).padStart(12, '0')),
  );
  const scans = await Promise.all([beginScan(ledger, accounts), beginScan(ledger, accounts)]);
  for (const { scan } of scans) await ledger.endListing(scan.scanId, [], {});
  const queue: AccountScanJob[] = scans.flatMap(({ jobs }) => [...jobs]);
  const winners: number[] = [];
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const claimed = await ledger.claimAccount(job);
      if (claimed === 'busy') queue.push(job);
      else if (claimed !== null) {
        await ledger.releaseAccount(claimed, {}, false);
        await settle(ledger, job, { users: [{ name: 'alice' }] }).catch(() => queue.push(job));
      }
      if (await ledger.beginClosing(job.scanId)) {
        winners.push(job.scanId);
        await ledger.closeScan(job.scanId);
      }
    }
  };
  await Promise.all(Array.from({ length: 12 }, work));
  expect(winners).toHaveLength(2);
  expect(new Set(winners)).toEqual(new Set(scans.map(({ scan }) => scan.scanId)));
  for (const { scan } of scans) {
    expect(await ledger.summarizeScan(scan.scanId)).toMatchObject({
      state: 'completed',
      users: 60,
      coverage: { accounts: 60, scanned: 60, percent: 100 },
    });
  }
});
