import { CredsweepError, policySchema, type Policy } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { endExemption } from './queries/end-exemption.ts';
import { exemptFinding } from './queries/exempt-finding.ts';
import { findFinding } from './queries/find-finding.ts';
import { readNews } from './queries/read-news.ts';
import { readOpenFindings } from './queries/read-open-findings.ts';
import { readView } from './read-view.ts';
import type { ReportKey } from './testing/report-builder.ts';
import {
  beginScan,
  buildAccount,
  claim,
  finishScan,
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

const one = '000000000001';
const old: ReportKey = { rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' };
const alice: AccountContent = {
  users: [{ name: 'alice', keys: [old] }],
  keyIds: { 'alice 1': 'AKIA1' },
};
/** Days from today on, for exemptions by hand may not begin in the past. */
const today = new Date();
const inDays = (days: number): Date => new Date(today.getTime() + days * 86_400_000);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Scans alice's account some days from now; gives the scan's id. */
async function scanIn(
  days: number,
  outcome: Parameters<typeof runScan>[1][string] = alice,
  policy?: Policy,
): Promise<number> {
  return runScan(ledger, { [one]: outcome }, { asOf: inDays(days), ...(policy && { policy }) });
}

async function exempt(days: number, reason = 'break glass'): Promise<void> {
  await exemptFinding(database.pool, {
    findingId: 1,
    until: dayOf(inDays(days)),
    reason,
    actor: 'mallory',
  });
}

/** The finding as `state`, and its events in words. */
async function readLife(): Promise<readonly [state: string, ...events: string[]]> {
  const finding = await findFinding(database.pool, 1);
  const events = finding?.events ?? [];
  return [
    finding?.state ?? 'none',
    ...events.map(({ event, scanId, isNews, actor, resolution }) =>
      [event, scanId ?? '-', isNews ? 'news' : null, actor, resolution]
        .filter((word) => word !== null)
        .join(' '),
    ),
  ];
}

async function readKey(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select is_high_risk, risk_reasons, severity,
       (select count(*)::integer from credsweep.aws_accesskey_highrisk) as listed,
       (select sum(high_risk_count)::integer from credsweep.aws_accesskey_summary) as in_bands
     from credsweep.aws_accesskey_details`,
  );
  return rows[0];
}

test('a key exempted by hand is not open at once, and not high-risk from the next scan on', async () => {
  await scanIn(0);
  await exempt(30);
  expect(await findFinding(database.pool, 1)).toMatchObject({
    state: 'exempted',
    exemption: { until: dayOf(inDays(30)), reason: 'break glass', by: 'mallory' },
    daysOpen: null,
  });
  expect(await readOpenFindings(database.pool, 1)).toEqual([]);
  const { columns, batches } = await readView(database.pool, 'key_findings', null);
  for await (const rows of batches) {
    expect(rows.map((row) => row[columns.indexOf('exempted_until')])).toEqual([dayOf(inDays(30))]);
  }
  expect(await readKey()).toMatchObject({ is_high_risk: true, listed: 1, in_bands: 1 });
  const second = await scanIn(1);
  expect(await readKey()).toEqual({
    is_high_risk: false,
    risk_reasons: ['rotation_overdue', 'exempted'],
    severity: null,
    listed: 0,
    in_bands: 0,
  });
  expect(await ledger.summarizeScan(second)).toMatchObject({ highRiskKeys: 0, newHighRiskKeys: 0 });
  expect(await readLife()).toEqual(['exempted', 'opened 1', 'exempted - mallory']);
});

test('when its last day is over, the key is reopened by the next scan that reads it, as news', async () => {
  await scanIn(0);
  await exempt(2);
  await scanIn(2);
  await scanIn(3, roleMissing(one));
  expect((await readLife())[0]).toBe('exempted');
  const fourth = await scanIn(4);
  expect(await readLife()).toEqual([
    'open',
    'opened 1',
    'exempted - mallory',
    'exemption_ended 4',
    'reopened 4 news',
  ]);
  expect(await readNews(database.pool, fourth)).toMatchObject([{ findingId: 1, isNew: true }]);
  expect(await ledger.summarizeScan(fourth)).toMatchObject({ highRiskKeys: 1, newHighRiskKeys: 1 });
  const fifth = await scanIn(5);
  expect(await readNews(database.pool, fifth)).toEqual([]);
});

test('an exemption that is ended by hand opens the finding at once; the next scan tells of it, once', async () => {
  await scanIn(-2);
  await exempt(30);
  await scanIn(-1);
  await endExemption(database.pool, { findingId: 1, actor: 'trent' });
  expect(await findFinding(database.pool, 1)).toMatchObject({ state: 'open', exemption: null });
  const third = await scanIn(0);
  expect(await readNews(database.pool, third)).toMatchObject([{ findingId: 1 }]);
  const fourth = await scanIn(1);
  expect(await readNews(database.pool, fourth)).toEqual([]);
  expect(await readLife()).toEqual([
    'open',
    'opened 1',
    'exempted - mallory',
    'exemption_ended - trent',
    'reopened 3 news',
  ]);
});

test('an exemption that is taken back before any scan is no news', async () => {
  await scanIn(0);
  await exempt(30);
  await endExemption(database.pool, { findingId: 1, actor: 'mallory' });
  expect(await readNews(database.pool, await scanIn(1))).toEqual([]);
  expect((await readLife())[0]).toBe('open');
});

test('a later exemption takes the place of the earlier one', async () => {
  await scanIn(0);
  await exempt(1);
  await exempt(10, 'still needed');
  await scanIn(5);
  expect(await findFinding(database.pool, 1)).toMatchObject({
    state: 'exempted',
    exemption: { until: dayOf(inDays(10)), reason: 'still needed' },
  });
});

test('an exempted key that is gone is resolved, and one that comes back is exempted still', async () => {
  await scanIn(0);
  await exempt(30);
  const inactive = { ...alice, users: [{ name: 'alice', keys: [{ ...old, active: false }] }] };
  await scanIn(1, inactive);
  expect(await findFinding(database.pool, 1)).toMatchObject({
    state: 'resolved',
    resolution: 'deactivated',
    exemption: null,
  });
  const third = await scanIn(2);
  expect((await readLife())[0]).toBe('exempted');
  expect(await readNews(database.pool, third)).toEqual([]);
});

test('an exemption forgives the one key and not its successor', async () => {
  await scanIn(0);
  await exempt(30);
  const rotated = {
    users: [{ name: 'alice', keys: [{ ...old, rotated: '2024-02-02T00:00:00+00:00' }] }],
    keyIds: { 'alice 1': 'AKIA2' },
  };
  const second = await scanIn(1, rotated);
  expect(await readNews(database.pool, second)).toMatchObject([{ accessKeyId: 'AKIA2' }]);
  expect(await readKey()).toMatchObject({ is_high_risk: true });
});

test('a root key, which has no id, is exempted by its creation time', async () => {
  const root = { rootKeys: [old] };
  await scanIn(0, root);
  await exempt(30);
  await scanIn(1, root);
  expect(await readKey()).toMatchObject({
    is_high_risk: false,
    risk_reasons: ['root_key', 'rotation_overdue', 'exempted'],
  });
  const second = { rootKeys: [{ ...old, rotated: '2024-02-02T00:00:00+00:00' }] };
  expect(await readNews(database.pool, await scanIn(2, second))).toMatchObject([{ isRoot: true }]);
});

test('an exemption that comes while the account has been read already holds for that scan', async () => {
  await scanIn(0);
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one)], { asOf: inDays(1) });
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], alice);
  await exempt(30);
  await finishScan(ledger, scan.scanId);
  expect(await readLife()).toEqual(['exempted', 'opened 1', 'exempted - mallory']);
});

test('two people and the closing of a scan at the same moment leave one exemption', async () => {
  await scanIn(0);
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one)], { asOf: inDays(1) });
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], alice);
  await Promise.all([exempt(30), finishScan(ledger, scan.scanId), exempt(40, 'longer')]);
  const { rowCount } = await database.pool.query('select from credsweep.finding_exemption');
  expect(rowCount).toBe(1);
  expect((await readLife())[0]).toBe('exempted');
});

test('the exemption of a policy is told with its date and reason, and its end is news', async () => {
  const policy = policySchema.parse({
    exemptions: [{ key: 'AKIA1', reason: 'legacy job', expires: dayOf(inDays(2)) }],
  });
  await scanIn(0);
  await scanIn(1, alice, policy);
  expect(await findFinding(database.pool, 1)).toMatchObject({
    state: 'exempted',
    exemption: { until: dayOf(inDays(2)), reason: 'legacy job', by: 'policy' },
  });
  const third = await scanIn(3, alice, policy);
  expect(await readNews(database.pool, third)).toHaveLength(1);
  expect(await readLife()).toEqual([
    'open',
    'opened 1',
    'exempted 2 policy',
    'exemption_ended 3',
    'reopened 3 news',
  ]);
});

test('a worker does not confirm a key that a person has exempted', async () => {
  await scanIn(0);
  await exempt(30);
  const { jobs } = await beginScan(ledger, [buildAccount(one)], { asOf: inDays(1) });
  const during = await claim(ledger, jobs[0]);
  expect(during.memory.openFindingKeyIds).toEqual(['AKIA1']);
  await ledger.releaseAccount(during, {}, false);
  const later = await beginScan(ledger, [buildAccount(one)], { asOf: inDays(31) });
  const after = await claim(ledger, later.jobs[0]);
  expect(after.memory.openFindingKeyIds).toEqual([]);
});

test.each([
  [
    'no such finding',
    'finding_not_found',
    () =>
      exemptFinding(database.pool, { findingId: 9, until: '2999-01-01', reason: 'x', actor: 'x' }),
  ],
  ['a day that is past', 'usage_invalid', () => exempt(-1)],
  [
    'an end of what nobody began',
    'usage_invalid',
    () => endExemption(database.pool, { findingId: 1, actor: 'x' }),
  ],
])('%s is refused as %s', async (_, code, act) => {
  await scanIn(0);
  const error: unknown = await act().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CredsweepError);
  expect(error).toMatchObject({ code });
  expect(await readLife()).toEqual(['open', 'opened 1']);
});

test('a finding that is resolved cannot be exempted', async () => {
  await scanIn(0);
  await scanIn(1, {});
  await expect(exempt(30)).rejects.toMatchObject({ code: 'usage_invalid' });
});
