import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { beforeEach, expect, test } from 'vitest';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import {
  beginScan,
  buildAccount,
  roleMissing,
  runScan,
  settle,
  testAsOf,
  testSettings,
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
const monthLater = new Date(testAsOf.getTime() + 30 * 86_400_000);
const rotated = '2024-01-01T00:00:00+00:00';
/** One of high severity, and one of the root user. */
const riskyKeys: AccountContent = {
  users: [{ name: 'alice', keys: [{ rotated }] }],
  rootKeys: [{ rotated, used: '2026-06-01T00:00:00+00:00' }],
};

test('the oldest report is told with its account, one without any user too', async () => {
  const scanId = await runScan(ledger, { [one]: riskyKeys, [two]: {} });
  await database.pool.query(
    `update credsweep.account_summary set report_generated_at = report_generated_at - interval '2 hours'
     where account_id = $1`,
    [two],
  );
  expect((await ledger.summarizeScan(scanId))?.oldestReport).toEqual({
    accountId: two,
    accountName: 'Account 2',
    generatedAt: new Date(testAsOf.getTime() - 3 * 3_600_000),
  });
});

test('accounts of older data are told with the time of that data, as long as a scan can show it', async () => {
  const first = await runScan(ledger, { [one]: riskyKeys, [two]: riskyKeys });
  expect((await ledger.summarizeScan(first))?.olderAccounts).toEqual([]);
  const second = await runScan(
    ledger,
    { [one]: riskyKeys, [two]: roleMissing(two) },
    { asOf: monthLater },
  );
  expect(await ledger.summarizeScan(second)).toMatchObject({
    oldestReport: { accountId: two, generatedAt: new Date(testAsOf.getTime() - 3_600_000) },
    olderAccounts: [{ accountId: two, accountName: 'Account 2', dataAsOf: testAsOf }],
  });
  expect((await ledger.summarizeScan(first))?.olderAccounts).toEqual([]);
});

test('accounts of earlier scans that a scan is not of are counted, as long as they are in the organization', async () => {
  const first = await runScan(ledger, { [one]: riskyKeys, [two]: roleMissing(two) });
  const { scan } = await beginScan(ledger, [buildAccount(two)]);
  // The second account was never read: no view shows it.
  const other = await runScan(ledger, { [three]: {} }, { organizationId: 'o-another' });
  expect((await ledger.summarizeScan(first))?.otherAccounts).toBe(0);
  expect((await ledger.summarizeScan(scan.scanId))?.otherAccounts).toBe(1);
  expect((await ledger.summarizeScan(other))?.otherAccounts).toBe(1);
  await runScan(ledger, { [two]: roleMissing(two) });
  expect((await ledger.summarizeScan(other))?.otherAccounts).toBe(0);
});

test('a scan that has read nothing has no report', async () => {
  const scanId = await runScan(ledger, { [one]: roleMissing(one) });
  expect(await ledger.summarizeScan(scanId)).toMatchObject({
    oldestReport: null,
    olderAccounts: [],
  });
});

test('high-risk keys are counted by severity, while the scan goes on and when it is over', async () => {
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await settle(ledger, jobs[0], riskyKeys);
  const counts = { critical: 1, high: 1, medium: 0, low: 0 };
  expect(await ledger.summarizeScan(scan.scanId)).toMatchObject({
    highRiskKeys: 2,
    highRiskKeysBySeverity: counts,
  });
  const whole = await runScan(ledger, { [one]: riskyKeys, [two]: riskyKeys });
  expect((await ledger.summarizeScan(whole))?.highRiskKeysBySeverity).toEqual({
    critical: 2,
    high: 2,
    medium: 0,
    low: 0,
  });
});

test('a scan of before severity was judged has no counts, one without high-risk keys has zeros', async () => {
  const judged = await runScan(ledger, { [one]: {} });
  expect((await ledger.summarizeScan(judged))?.highRiskKeysBySeverity).toEqual({
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
  });
  const scanId = await runScan(ledger, { [one]: riskyKeys });
  await database.pool.query(
    `update credsweep.scan set totals = totals - 'high_risk_by_severity' where scan_id = $1`,
    [scanId],
  );
  expect((await ledger.summarizeScan(scanId))?.highRiskKeysBySeverity).toBeNull();
});

test('the notice of the organization comes with the summary', async () => {
  const scan = await ledger.openScan({
    policy: (await beginScan(ledger, [])).scan.policy,
    settings: testSettings,
    asOf: testAsOf,
  });
  expect((await ledger.summarizeScan(scan.scanId))?.notice).toBeNull();
  const notice = 'Account 000000000001 is not in an AWS Organization.';
  await ledger.recordOrganization(scan.scanId, {
    organizationId: 'account-000000000001',
    kind: 'standalone',
    managementAccountId: null,
    notice,
  });
  expect((await ledger.summarizeScan(scan.scanId))?.notice).toBe(notice);
});
