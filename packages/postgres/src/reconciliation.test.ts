import { CredsweepError, policyPresets, type AccountScanJob } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import {
  beginScan,
  buildAccount,
  claim,
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

const [one, two, three] = ['000000000001', '000000000002', '000000000003'] as const;
const minuteMs = 60_000;

async function age(table: string, columns: readonly string[]): Promise<void> {
  const changes = columns.map((column) => `${column} = ${column} - interval '1 hour'`);
  await database.pool.query(`update credsweep.${table} set ${changes.join(', ')}`);
}

function accountIds(jobs: readonly AccountScanJob[]): readonly string[] {
  return jobs.map((job) => job.accountId);
}

test('an account is overdue when it was enqueued, and last claimed, long ago', async () => {
  const { jobs } = await beginScan(ledger, [
    buildAccount(one),
    buildAccount(two),
    buildAccount(three),
  ]);
  expect(await ledger.findOverdueAccounts(minuteMs, 10)).toEqual([]);
  await claim(ledger, jobs[1]);
  await age('account_scan', ['enqueued_at', 'leased_at']);
  await claim(ledger, jobs[2]);
  expect(accountIds(await ledger.findOverdueAccounts(minuteMs, 10))).toEqual([one, two]);
  expect(await ledger.findOverdueAccounts(minuteMs, 1)).toHaveLength(1);
});

test('an account with an outcome is not overdue, nor one of a scan that does not go on', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await settle(ledger, jobs[0], {});
  await age('account_scan', ['enqueued_at', 'leased_at']);
  expect(accountIds(await ledger.findOverdueAccounts(minuteMs, 10))).toEqual([two]);
  await ledger.interruptScan(scan.scanId);
  expect(await ledger.findOverdueAccounts(minuteMs, 10)).toEqual([]);
});

test('a lost job is renewed once, however many notice', async () => {
  const { jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await age('account_scan', ['enqueued_at']);
  const renewals = await Promise.all(Array.from({ length: 6 }, () => ledger.renewJobs(jobs)));
  const renewed = renewals.flat();
  expect(accountIds(renewed).toSorted()).toEqual([one, two]);
  expect(renewed.map((job) => job.generation)).toEqual([2, 2]);
  expect(await ledger.findOverdueAccounts(minuteMs, 10)).toEqual([]);
});

test('nothing is renewed of an account that has its outcome meanwhile', async () => {
  const { jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await settle(ledger, jobs[0], {});
  expect(accountIds(await ledger.renewJobs(jobs))).toEqual([two]);
  expect(await ledger.renewJobs([])).toEqual([]);
});

test('a worker whose job was renewed may still write, until the new job is claimed', async () => {
  const { jobs } = await beginScan(ledger, [buildAccount(one)]);
  const slow = await claim(ledger, jobs[0]);
  const [renewed] = await ledger.renewJobs(jobs);
  await claim(ledger, renewed);
  await expect(
    ledger.saveFailed(slow, new CredsweepError('throttled', 'late'), {}),
  ).rejects.toMatchObject({ code: 'lease_lost' });
});

test('a listing without progress gets a new generation, once', async () => {
  const { scan } = await beginScan(ledger, [buildAccount(one)]);
  expect(await ledger.renewStuckListings(minuteMs)).toEqual([]);
  await age('scan', ['listing_progress_at']);
  const renewals = await Promise.all([1, 2, 3].map(() => ledger.renewStuckListings(minuteMs)));
  expect(renewals.flat()).toEqual([{ scanId: scan.scanId, generation: 2 }]);
});

test('a listing that adds a page shows progress', async () => {
  const { scan } = await beginScan(ledger, []);
  await age('scan', ['listing_progress_at']);
  await ledger.addAccounts(scan.scanId, [buildAccount(one)], new Set([one]));
  expect(await ledger.renewStuckListings(minuteMs)).toEqual([]);
});

test('a scan with nothing left to do is to be closed, and one whose closing takes too long', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one)]);
  const { scanId } = scan;
  expect(await ledger.findScansToClose(minuteMs)).toEqual([]);
  await ledger.endListing(scanId, [], {});
  expect(await ledger.findScansToClose(minuteMs)).toEqual([]);
  await settle(ledger, jobs[0], {});
  expect(await ledger.findScansToClose(minuteMs)).toEqual([scanId]);
  await ledger.beginClosing(scanId);
  expect(await ledger.findScansToClose(minuteMs)).toEqual([]);
  await age('scan', ['closing_begun_at']);
  expect(await ledger.findScansToClose(minuteMs)).toEqual([scanId]);
  await ledger.closeScan(scanId);
  expect(await ledger.findScansToClose(minuteMs)).toEqual([]);
});

test('an interrupted scan goes on where it stopped, with new jobs for what waits', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], {});
  await ledger.interruptScan(scan.scanId);
  const resumed = await ledger.resumeScan(scan.scanId);
  expect(resumed).toMatchObject({
    scan: { scanId: scan.scanId, state: 'scanning' },
    listingGeneration: null,
    jobs: [{ accountId: two, generation: 2 }],
  });
  expect(await ledger.claimAccount(jobs[1] as AccountScanJob)).toBeNull();
  await settle(ledger, resumed?.jobs[0], {});
  expect(await ledger.beginClosing(scan.scanId)).toBe(true);
});

test('a scan that was interrupted while it was listed is listed again', async () => {
  const { scan } = await beginScan(ledger, [buildAccount(one)]);
  await ledger.interruptScan(scan.scanId);
  expect(await ledger.resumeScan(scan.scanId)).toMatchObject({
    scan: { state: 'listing' },
    listingGeneration: 2,
    jobs: [{ accountId: one, generation: 2 }],
  });
});

test('a scan whose process died while closing it is not over', async () => {
  const { scan } = await beginScan(ledger, []);
  await ledger.endListing(scan.scanId, [], {});
  await ledger.beginClosing(scan.scanId);
  expect(await ledger.resumeScan(scan.scanId)).toMatchObject({
    scan: { state: 'closing' },
    listingGeneration: null,
    jobs: [],
  });
  expect(await ledger.findScansToClose(0)).toEqual([scan.scanId]);
});

test('a scan that is over is not resumed, nor interrupted', async () => {
  const completed = await runScan(ledger, { [one]: {} });
  const failed = await ledger.openScan({
    policy: policyPresets.default,
    settings: testSettings,
    asOf: null,
  });
  await ledger.failScan(failed.scanId, new CredsweepError('organization_unreadable', 'denied'));
  for (const scanId of [completed, failed.scanId, 4711]) {
    expect(await ledger.resumeScan(scanId)).toBeNull();
    await ledger.interruptScan(scanId);
  }
  expect((await ledger.findScan(completed))?.state).toBe('completed');
  expect((await ledger.findScan(failed.scanId))?.state).toBe('failed');
});
