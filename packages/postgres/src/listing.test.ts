import { CredsweepError, policyPresets } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { beginScan, buildAccount, runScan, testAsOf, testSettings } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

async function readLedger(scanId: number): Promise<readonly object[]> {
  const { rows } = await database.pool.query(
    `select account_id, state, code from credsweep.account_scan where scan_id = $1 order by account_id`,
    [scanId],
  );
  return rows;
}

async function readDeparted(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ account_id: string }>(
    'select account_id from credsweep.account where left_at is not null order by account_id',
  );
  return rows.map((row) => row.account_id);
}

const [one, two, three] = ['000000000001', '000000000002', '000000000003'] as const;

test('a scan is opened with its policy and settings, and found again as it was', async () => {
  const asOf = new Date('2026-06-15T12:00:00.123Z');
  const policy = { ...policyPresets.cis, name: `it's "our" policy` };
  const scan = await ledger.openScan({ policy, settings: testSettings, asOf });
  expect(scan).toMatchObject({ state: 'listing', organizationId: null, asOf, policy });
  expect(await ledger.findScan(scan.scanId)).toEqual(scan);
  expect(await ledger.findScan(scan.scanId + 1)).toBeNull();
});

test('without a time of its own a scan is as of now, in whole milliseconds', async () => {
  const before = Date.now();
  const scan = await ledger.openScan({
    policy: policyPresets.default,
    settings: testSettings,
    asOf: null,
  });
  expect(scan.asOf.getTime()).toBeGreaterThanOrEqual(before - 1);
  expect(scan.asOf.getTime()).toBeLessThanOrEqual(Date.now() + 1);
  const { rows } = await database.pool.query<{ exact: boolean }>(
    `select as_of = date_trunc('milliseconds', as_of) as exact from credsweep.scan`,
  );
  expect(rows).toEqual([{ exact: true }]);
});

test('a page that is listed twice gives the same jobs and adds nothing', async () => {
  const accounts = [buildAccount(one), buildAccount(two)];
  const { scan, jobs } = await beginScan(ledger, accounts);
  const again = await ledger.addAccounts(scan.scanId, accounts, new Set([one, two]));
  expect(jobs).toEqual([
    { scanId: scan.scanId, accountId: one, generation: 1 },
    { scanId: scan.scanId, accountId: two, generation: 1 },
  ]);
  expect(again.toSorted((a, b) => a.accountId.localeCompare(b.accountId))).toEqual(jobs);
  expect(await readLedger(scan.scanId)).toHaveLength(2);
});

test('an account that stands twice in a page is one account', async () => {
  const { jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(one)]);
  expect(jobs).toHaveLength(1);
});

test('an empty page is a page', async () => {
  const { jobs } = await beginScan(ledger, []);
  expect(jobs).toEqual([]);
});

test('an account that is not selected is known and not scanned', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)], {
    selected: [two],
  });
  expect(jobs.map((job) => job.accountId)).toEqual([two]);
  await ledger.endListing(scan.scanId, [], {});
  expect(await readLedger(scan.scanId)).toEqual([
    { account_id: two, state: 'waiting', code: null },
  ]);
  expect(await readDeparted()).toEqual([]);
});

test.each([
  ['SUSPENDED', 'account_suspended'],
  ['PENDING_CLOSURE', 'account_pending_closure'],
  ['PENDING_ACTIVATION', 'account_pending_activation'],
  ['CLOSED', 'account_closed'],
] as const)('an account in state %s is skipped for the reason %s', async (state, code) => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one, { state })]);
  expect(jobs).toEqual([]);
  expect(await readLedger(scan.scanId)).toEqual([{ account_id: one, state: 'skipped', code }]);
  await ledger.endListing(scan.scanId, [], {});
  expect(await ledger.beginClosing(scan.scanId)).toBe(true);
});

test('an account that was asked for by its id and is not listed fails', async () => {
  const { scan } = await beginScan(ledger, [buildAccount(one)]);
  await ledger.endListing(scan.scanId, [two], { 'organizations:ListAccounts': 1 });
  expect(await readLedger(scan.scanId)).toEqual([
    { account_id: one, state: 'waiting', code: null },
    { account_id: two, state: 'failed', code: 'account_not_in_organization' },
  ]);
  const summary = await ledger.summarizeScan(scan.scanId);
  expect(summary?.failures[0]?.message).toContain('o-example does not list it');
  expect(summary?.apiCalls).toEqual({ total: 1, byAction: { 'organizations:ListAccounts': 1 } });
});

test('an account that a complete listing does not have any more has left, and may come back', async () => {
  await runScan(ledger, { [one]: {}, [two]: {} });
  await runScan(ledger, { [one]: {} });
  expect(await readDeparted()).toEqual([two]);
  await runScan(ledger, { [one]: {}, [two]: {} });
  expect(await readDeparted()).toEqual([]);
});

test('a listing that is not complete makes nobody leave', async () => {
  await runScan(ledger, { [one]: {}, [two]: {} });
  const { scan } = await beginScan(ledger, [buildAccount(one)]);
  await ledger.failScan(scan.scanId, new CredsweepError('organization_unreadable', 'denied'));
  await ledger.endListing(scan.scanId, [], {});
  expect(await readDeparted()).toEqual([]);
});

test('the accounts of another organization do not leave this one', async () => {
  await runScan(ledger, { [one]: {} }, { organizationId: 'o-other' });
  await runScan(ledger, { [two]: {} });
  expect(await readDeparted()).toEqual([]);
});

test('two scans of one organization list its accounts at once without a deadlock', async () => {
  const accounts = Array.from({ length: 40 }, (_, index) =>
    buildAccount(String(index + 1).padStart(12, '0')),
  );
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      beginScan(ledger, index % 2 === 0 ? accounts : accounts.toReversed()),
    ),
  );
  const { rows } = await database.pool.query(
    'select count(*)::integer as count from credsweep.account_scan',
  );
  expect(rows).toEqual([{ count: 8 * 40 }]);
});

test('a listing that has ended takes no more accounts, for the scan may be closed by now', async () => {
  const { scan } = await beginScan(ledger, []);
  await ledger.endListing(scan.scanId, [], {});
  expect(await ledger.addAccounts(scan.scanId, [buildAccount(three)], new Set([three]))).toEqual(
    [],
  );
  expect(await readLedger(scan.scanId)).toEqual([]);
});

test('a listing that ends twice ends once', async () => {
  const { scan } = await beginScan(ledger, [buildAccount(one)]);
  await ledger.endListing(scan.scanId, [], { 'organizations:ListAccounts': 1 });
  await ledger.endListing(scan.scanId, [two], { 'organizations:ListAccounts': 1 });
  expect(await readLedger(scan.scanId)).toHaveLength(1);
  expect((await ledger.summarizeScan(scan.scanId))?.apiCalls.total).toBe(1);
});

test('a scan that could not list its accounts is failed, and its message may have any character', async () => {
  const { scan } = await beginScan(ledger, []);
  const error = new CredsweepError(
    'organization_unreadable',
    'broken \u0000 answer: \u{1F6D1} "quoted"',
  );
  await ledger.failScan(scan.scanId, error);
  const failed = await ledger.findScan(scan.scanId);
  expect(failed).toMatchObject({
    state: 'failed',
    failure: { code: 'organization_unreadable', message: 'broken  answer: \u{1F6D1} "quoted"' },
  });
  expect(failed?.finishedAt).toBeInstanceOf(Date);
});

test('names of accounts are stored as they are', async () => {
  const accountName = `Robert'); drop table credsweep.account; -- "日本" =1+2`;
  await beginScan(ledger, [buildAccount(one, { accountName, email: null, joinedAt: null })]);
  const { rows } = await database.pool.query('select account_name, email from credsweep.account');
  expect(rows).toEqual([{ account_name: accountName, email: null }]);
});

test('a renamed account has its new name at once', async () => {
  await runScan(ledger, { [one]: {} });
  await beginScan(ledger, [buildAccount(one, { accountName: 'New name' })], { asOf: testAsOf });
  const { rows } = await database.pool.query(
    'select account_name from credsweep.aws_staleuser_summary',
  );
  expect(rows).toEqual([{ account_name: 'New name' }]);
});
