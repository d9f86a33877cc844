import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import {
  beginScan,
  buildAccount,
  finishScan,
  roleMissing,
  runScan,
  settle,
  testAsOf,
  type AccountContent,
} from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const [one, two, three] = ['000000000001', '000000000002', '000000000003'] as const;
const oldKey: AccountContent = {
  users: [
    {
      name: 'alice',
      keys: [{ rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' }],
    },
  ],
};
const staleUser: AccountContent = { users: [{ name: 'bob', login: null }, { name: 'carol' }] };

async function readBaseline(): Promise<number | null> {
  const { rows } = await database.pool.query<{ baseline_scan_id: number | null }>(
    'select baseline_scan_id from credsweep.organization',
  );
  return rows[0]?.baseline_scan_id ?? null;
}

/** Everything that closing writes, so that two states can be compared. */
async function readState(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select
       (select jsonb_agg(to_jsonb(scan) order by scan_id) from credsweep.scan) as scans,
       (select jsonb_agg(to_jsonb(finding) order by finding_id) from credsweep.finding) as findings,
       (select jsonb_agg(to_jsonb(finding_event) order by event_id) from credsweep.finding_event) as events,
       (select jsonb_agg(to_jsonb(organization)) from credsweep.organization) as organizations`,
  );
  return rows;
}

test('a scan is not closed before its listing has ended, nor while an account waits', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await settle(ledger, jobs[0], {});
  expect(await ledger.beginClosing(scan.scanId)).toBe(false);
  await ledger.endListing(scan.scanId, [], {});
  expect(await ledger.beginClosing(scan.scanId)).toBe(false);
  await settle(ledger, jobs[1], roleMissing(two));
  expect(await ledger.beginClosing(scan.scanId)).toBe(true);
  expect(await ledger.beginClosing(scan.scanId)).toBe(false);
});

test('of all workers that finish at once exactly one closes the scan', async () => {
  for (let round = 0; round < 5; round += 1) {
    const accounts = Array.from({ length: 30 }, (_, index) =>
      buildAccount(String(index + 1).padStart(12, '0')),
    );
    const { scan, jobs } = await beginScan(ledger, accounts);
    const finish = async (work: () => Promise<void>): Promise<boolean> => {
      await work();
      return ledger.beginClosing(scan.scanId);
    };
    const winners = await Promise.all([
      ...jobs.map((job) => finish(() => settle(ledger, job, {}))),
      finish(() => ledger.endListing(scan.scanId, [], {})),
    ]);
    expect(winners.filter(Boolean)).toHaveLength(1);
    await ledger.closeScan(scan.scanId);
  }
});

test('a scan that is closed twice, also at once, is closed once', async () => {
  const scanId = await runScan(ledger, { [one]: oldKey });
  const before = await readState();
  await ledger.closeScan(scanId);
  await Promise.all([ledger.closeScan(scanId), ledger.closeScan(scanId)]);
  expect(await readState()).toEqual(before);
});

test('two workers that close a scan at the same moment open each finding once', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one)]);
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], oldKey);
  expect(await ledger.beginClosing(scan.scanId)).toBe(true);
  await Promise.all([1, 2, 3].map(() => ledger.closeScan(scan.scanId)));
  const { rowCount } = await database.pool.query('select from credsweep.finding');
  expect(rowCount).toBe(1);
});

test('a scan is not closed unless its closing was begun', async () => {
  const { scan } = await beginScan(ledger, []);
  await ledger.closeScan(scan.scanId);
  expect((await ledger.findScan(scan.scanId))?.state).toBe('listing');
});

test('totals are the sums of the views, with failed accounts by their last good data', async () => {
  await runScan(ledger, { [one]: oldKey, [two]: staleUser, [three]: {} });
  const scanId = await runScan(ledger, { [one]: oldKey, [two]: roleMissing(two), [three]: oldKey });
  const summary = await ledger.summarizeScan(scanId);
  const { rows } = await database.pool.query(
    `select
       (select count(*)::integer from credsweep.aws_staleuser_details) as users,
       (select sum(user_count)::integer from credsweep.aws_staleuser_summary) as users_by_account,
       (select count(*)::integer from credsweep.aws_staleuser_details where is_stale) as stale,
       (select sum(stale_user_count)::integer from credsweep.aws_staleuser_summary) as stale_by_account,
       (select count(*)::integer from credsweep.aws_accesskey_details) as keys,
       (select sum(active_key_count + inactive_key_count)::integer from credsweep.aws_accesskey_summary) as keys_by_band,
       (select count(*)::integer from credsweep.aws_accesskey_details where status = 'Active') as active_keys,
       (select count(*)::integer from credsweep.aws_accesskey_highrisk) as risky,
       (select sum(high_risk_count)::integer from credsweep.aws_accesskey_summary) as risky_by_band`,
  );
  expect(rows).toEqual([
    {
      users: summary?.users,
      users_by_account: summary?.users,
      stale: summary?.staleUsers,
      stale_by_account: summary?.staleUsers,
      keys: summary?.accessKeys,
      keys_by_band: summary?.accessKeys,
      active_keys: summary?.activeAccessKeys,
      risky: summary?.highRiskKeys,
      risky_by_band: summary?.highRiskKeys,
    },
  ]);
  expect(summary).toMatchObject({
    users: 4,
    staleUsers: 1,
    accessKeys: 2,
    highRiskKeys: 2,
    newHighRiskKeys: 1,
  });
  expect(summary?.coverage).toEqual({
    accounts: 3,
    scanned: 2,
    failed: 1,
    skipped: 0,
    percent: 66.6,
  });
});

test('a scan that is going on is summed up by what is there so far', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  expect(await ledger.summarizeScan(scan.scanId)).toMatchObject({
    state: 'listing',
    finishedAt: null,
    coverage: { accounts: 2, scanned: 0, percent: 0 },
    users: 0,
  });
  await settle(ledger, jobs[0], oldKey);
  expect(await ledger.summarizeScan(scan.scanId)).toMatchObject({
    organizationId: 'o-example',
    asOf: testAsOf,
    coverage: { accounts: 2, scanned: 1, failed: 0, percent: 50 },
    users: 1,
    highRiskKeys: 1,
    newHighRiskKeys: 0,
    failures: [],
  });
  expect(await ledger.summarizeScan(scan.scanId + 1)).toBeNull();
});

test('the totals of a completed scan stay as they were, whatever comes later', async () => {
  const first = await runScan(ledger, { [one]: oldKey });
  const before = await ledger.summarizeScan(first);
  await runScan(ledger, { [one]: {}, [two]: oldKey });
  expect(await ledger.summarizeScan(first)).toEqual(before);
  expect(before).toMatchObject({ state: 'completed', highRiskKeys: 1 });
});

test('api calls are counted by action over the listing and all accounts', async () => {
  const scanId = await runScan(ledger, { [one]: {}, [two]: roleMissing(two) });
  expect((await ledger.summarizeScan(scanId))?.apiCalls).toEqual({
    total: 5,
    byAction: {
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
      'organizations:ListAccounts': 1,
      'sts:AssumeRole': 2,
    },
  });
});

test('the first completed scan is the baseline and nothing in it is new', async () => {
  const first = await runScan(ledger, { [one]: oldKey });
  expect(await readBaseline()).toBe(first);
  expect(await ledger.summarizeScan(first)).toMatchObject({ highRiskKeys: 1, newHighRiskKeys: 0 });
  await runScan(ledger, { [one]: oldKey });
  expect(await readBaseline()).toBe(first);
});

test('a scan that read no account is no baseline', async () => {
  await runScan(ledger, { [one]: roleMissing(one) });
  expect(await readBaseline()).toBeNull();
  const second = await runScan(ledger, { [one]: oldKey });
  expect(await readBaseline()).toBe(second);
  expect((await ledger.summarizeScan(second))?.newHighRiskKeys).toBe(0);
});

test('each organization has a baseline of its own', async () => {
  await runScan(ledger, { [one]: oldKey });
  const other = await runScan(ledger, { [two]: oldKey }, { organizationId: 'o-other' });
  expect((await ledger.summarizeScan(other))?.newHighRiskKeys).toBe(0);
});

test('while a scan is being closed, another scan of the organization goes on', async () => {
  await runScan(ledger, { [one]: oldKey });
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one)]);
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], oldKey);
  const closer = await database.pool.connect();
  try {
    // As closeScan locks them.
    await closer.query('begin');
    await closer.query(
      `select from credsweep.scan join credsweep.organization using (organization_id)
       where scan_id = $1 for no key update`,
      [scan.scanId],
    );
    const next = await beginScan(ledger, [buildAccount(one), buildAccount(three)]);
    await settle(ledger, next.jobs[0], oldKey);
    await closer.query('rollback');
    expect(next.jobs).toHaveLength(2);
  } finally {
    closer.release();
  }
  await finishScan(ledger, scan.scanId);
});

test('a scan that overtakes the baseline tells nothing: what it found was there before', async () => {
  const accounts = [buildAccount(one)];
  const first = await beginScan(ledger, accounts);
  const second = await beginScan(ledger, accounts);
  for (const { scan, jobs } of [first, second]) {
    await ledger.endListing(scan.scanId, [], {});
    await settle(ledger, jobs[0], oldKey);
  }
  await finishScan(ledger, first.scan.scanId);
  await finishScan(ledger, second.scan.scanId);
  const { rows } = await database.pool.query(
    'select opened_scan_id, opened_as_new from credsweep.finding',
  );
  expect(rows).toEqual([{ opened_scan_id: second.scan.scanId, opened_as_new: false }]);
  expect((await ledger.summarizeScan(second.scan.scanId))?.newHighRiskKeys).toBe(0);
});
