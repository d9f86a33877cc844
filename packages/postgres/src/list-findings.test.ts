import { policyPresets } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { findFinding } from './queries/find-finding.ts';
import { listFindings } from './queries/list-findings.ts';
import type { FindingFilter } from './queries/pick-findings.ts';
import { measureOpenFindings } from './queries/measure-open-findings.ts';
import { readNews } from './queries/read-news.ts';
import { readOpenFindings } from './queries/read-open-findings.ts';
import type { ReportKey } from './testing/report-builder.ts';
import { roleMissing, runScan, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const [one, two] = ['000000000001', '000000000002'] as const;
const old: ReportKey = { rotated: '2024-01-01T00:00:00+00:00', used: '2026-11-01T00:00:00+00:00' };
const unused: ReportKey = { rotated: '2026-10-01T00:00:00+00:00', used: null };
const alice = (...keys: readonly ReportKey[]): AccountContent => ({
  users: [{ name: 'alice', keys }],
  keyIds: { 'alice 1': 'AKIA1' },
});
const rootOf: AccountContent = { rootKeys: [old] };
const asOf = (date: string): { readonly asOf: Date } => ({ asOf: new Date(`${date}T12:00:00Z`) });

/** Three findings: one of alice resolved after 20 days, a root key and one of bob open. */
async function liveALittle(): Promise<void> {
  const bob: AccountContent = { users: [{ name: 'bob', keys: [unused] }] };
  await runScan(ledger, { [one]: alice(old), [two]: rootOf }, asOf('2026-10-20'));
  await runScan(ledger, { [one]: bob, [two]: rootOf }, asOf('2026-11-09'));
  await runScan(ledger, { [one]: bob, [two]: rootOf }, asOf('2026-11-20'));
}

const usersOf = async (filter: Omit<FindingFilter, 'limit'>, limit = 10): Promise<unknown> =>
  (await listFindings(database.pool, { ...filter, limit })).map(({ userName }) => userName);

test('findings are listed the gravest first, and by state, account, severity and key', async () => {
  await liveALittle();
  expect(await usersOf({})).toEqual(['<root_account>', 'alice', 'bob']);
  expect(await usersOf({}, 1)).toEqual(['<root_account>']);
  expect(await usersOf({ states: ['open'] })).toEqual(['<root_account>', 'bob']);
  expect(await usersOf({ states: ['resolved', 'exempted'] })).toEqual(['alice']);
  expect(await usersOf({ accountIds: [two] })).toEqual(['<root_account>']);
  expect(await usersOf({ severities: ['low'] })).toEqual(['bob']);
  expect(await usersOf({ accessKeyId: 'AKIA1' })).toEqual(['alice']);
  expect(await usersOf({ accessKeyId: 'AKIA1', states: ['open'] })).toEqual([]);
});

test('a finding is found with its whole life', async () => {
  await liveALittle();
  expect(await findFinding(database.pool, 1)).toMatchObject({
    organizationId: 'o-example',
    accountId: one,
    accountName: 'Account 1',
    userName: 'alice',
    accessKeyId: 'AKIA1',
    keyCreatedAt: new Date('2024-01-01T00:00:00Z'),
    state: 'resolved',
    resolution: 'deleted',
    firstFlaggedAt: new Date('2026-10-20T12:00:00Z'),
    lastSeenAt: new Date('2026-10-20T12:00:00Z'),
    resolvedAt: new Date('2026-11-09T12:00:00Z'),
    timeToFixDays: 20,
    daysOpen: null,
    exemption: null,
    events: [
      { event: 'opened', scanId: 1, isNews: false, resolution: null },
      { event: 'resolved', scanId: 2, isNews: false, resolution: 'deleted' },
    ],
  });
  expect(await findFinding(database.pool, 3)).toMatchObject({ state: 'open', daysOpen: 11 });
  expect(await findFinding(database.pool, 4)).toBeNull();
});

test('open findings are measured by reason, age and severity, and the fixed ones by the time that took', async () => {
  expect(await measureOpenFindings(database.pool)).toEqual({
    openByReason: [],
    openBySeverity: [],
    exempted: 0,
    fixed: { findings: 0, medianDays: null, meanDays: null },
  });
  await liveALittle();
  // Resolved a month ago, whenever the test runs.
  await database.pool.query(
    `update credsweep.finding
     set first_flagged_at = now() - interval '50 days', resolved_at = now() - interval '30 days'
     where state = 'resolved'`,
  );
  expect(await measureOpenFindings(database.pool)).toEqual({
    openByReason: [
      { reason: 'never_used', ageBand: '8-30', findings: 1 },
      { reason: 'root_key', ageBand: '31-90', findings: 1 },
      { reason: 'rotation_overdue', ageBand: '31-90', findings: 1 },
    ],
    openBySeverity: [
      { severity: 'critical', findings: 1 },
      { severity: 'low', findings: 1 },
    ],
    exempted: 0,
    fixed: { findings: 1, medianDays: 20, meanDays: 20 },
  });
});

test('news has every fact of the key, and what it is called in its organization', async () => {
  await runScan(ledger, { [one]: {} }, asOf('2026-11-01'));
  const second = await runScan(ledger, { [one]: alice(old) }, asOf('2026-11-20'));
  expect(await readNews(database.pool, second)).toEqual([
    {
      findingId: 1,
      severity: 'high',
      accountId: one,
      accountName: 'Account 1',
      organizationPath: `o-example/r-root/ou-prod/${one}/`,
      userName: 'alice',
      userArn: `arn:aws:iam::${one}:user/alice`,
      isRoot: false,
      accessKeyId: 'AKIA1',
      status: 'Active',
      lastRotatedAt: new Date('2024-01-01T00:00:00Z'),
      ageDays: 1054,
      lastUsedAt: new Date('2026-11-01T00:00:00Z'),
      daysSinceUsed: 19,
      lastUsedRegion: 'eu-central-1',
      lastUsedService: 's3',
      riskReasons: ['rotation_overdue'],
      firstFlaggedAt: new Date('2026-11-20T12:00:00Z'),
      isNew: true,
      owner: null,
      tags: {},
      dataAsOf: new Date('2026-11-20T12:00:00Z'),
    },
  ]);
});

test('open findings are those of the organization, with the last good data of accounts that failed', async () => {
  await runScan(ledger, { [one]: alice(old), [two]: rootOf }, asOf('2026-11-01'));
  const other = { ...asOf('2026-11-02'), organizationId: 'o-other' };
  await runScan(ledger, { '000000000009': alice(old) }, other);
  const third = await runScan(
    ledger,
    { [one]: roleMissing(one), [two]: rootOf },
    { ...asOf('2026-11-20'), policy: policyPresets.cis },
  );
  const open = await readOpenFindings(database.pool, third);
  expect(open.map(({ accountId, dataAsOf, isNew }) => [accountId, dataAsOf, isNew])).toEqual([
    [two, new Date('2026-11-20T12:00:00Z'), false],
    [one, new Date('2026-11-01T12:00:00Z'), false],
  ]);
});
