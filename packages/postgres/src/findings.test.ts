import { policyPresets, policySchema } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import type { ReportKey, ReportUser } from './testing/report-builder.ts';
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
const old: ReportKey = { rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' };
const young: ReportKey = {
  rotated: '2026-06-10T00:00:00+00:00',
  used: '2026-06-11T00:00:00+00:00',
};
const unused: ReportKey = { rotated: '2026-05-01T00:00:00+00:00', used: null };

/** An account with one user of these keys. */
function having(...keys: readonly ReportKey[]): AccountContent {
  return { users: [{ name: 'alice', keys }] };
}

async function readFindings(): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    `select account_id, user_name, state, resolution, opened_as_new as is_news, opened_scan_id as opened,
       last_seen_scan_id as seen, resolved_scan_id as resolved, reopened_scan_id as reopened,
       reopened_count as times_reopened
     from credsweep.finding order by finding_id`,
  );
  return rows;
}

async function readNewKeys(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ account_id: string }>(
    'select account_id from credsweep.aws_accesskey_highrisk where is_new order by account_id',
  );
  return rows.map((row) => row.account_id);
}

/** The resolution of the one finding after a baseline with it and a scan that saw something else. */
async function resolveBy(before: AccountContent, after: AccountContent): Promise<unknown> {
  await runScan(ledger, { [one]: before });
  const second = await runScan(ledger, { [one]: after });
  const [finding, ...others] = await readFindings();
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ state: 'resolved', resolved: second });
  return finding?.['resolution'];
}

test('a key that becomes high-risk opens a finding, which is news after the baseline', async () => {
  const baseline = await runScan(ledger, { [one]: having(old), [two]: having(young) });
  const second = await runScan(ledger, { [one]: having(old), [two]: having(unused) });
  expect(await readFindings()).toMatchObject([
    { account_id: one, state: 'open', is_news: false, opened: baseline, seen: second },
    { account_id: two, state: 'open', is_news: true, opened: second, seen: second },
  ]);
  expect(await readNewKeys()).toEqual([two]);
});

test('a finding is new in the newest completed scan only', async () => {
  await runScan(ledger, { [one]: {} });
  await runScan(ledger, { [one]: having(old) });
  expect(await readNewKeys()).toEqual([one]);
  const { scan, jobs } = await beginScan(ledger, [buildAccount(one)]);
  expect(await readNewKeys()).toEqual([one]);
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], having(old));
  await finishScan(ledger, scan.scanId);
  expect(await readNewKeys()).toEqual([]);
});

test('a key that is seen again keeps its finding and the day it was first flagged', async () => {
  await runScan(ledger, { [one]: having(old) });
  const later = new Date(testAsOf.getTime() + 86_400_000);
  const second = await runScan(ledger, { [one]: having(old) }, { asOf: later });
  expect(await readFindings()).toMatchObject([{ state: 'open', seen: second }]);
  const { rows } = await database.pool.query(
    'select first_flagged_at, data_as_of from credsweep.aws_accesskey_highrisk',
  );
  expect(rows).toEqual([{ first_flagged_at: testAsOf, data_as_of: later }]);
});

test('the severity and reasons of a finding follow its key', async () => {
  const readSeverity = async (): Promise<unknown> =>
    (
      await database.pool.query(
        'select severity, risk_reasons, days_open from credsweep.key_findings',
      )
    ).rows;
  const idle: ReportKey = { rotated: '2026-06-01T00:00:00+00:00', used: null };
  await runScan(ledger, { [one]: having(idle) });
  expect(await readSeverity()).toEqual([
    { severity: 'low', risk_reasons: ['never_used'], days_open: 0 },
  ]);
  const asOf = new Date(testAsOf.getTime() + 365 * 86_400_000);
  await runScan(ledger, { [one]: having(idle) }, { asOf });
  expect(await readSeverity()).toEqual([
    { severity: 'high', risk_reasons: ['rotation_overdue', 'never_used'], days_open: 365 },
  ]);
});

test('a key rotated in its slot resolves its finding', async () => {
  expect(await resolveBy(having(old), having(young))).toBe('rotated');
});

test('a key rotated in its slot, and high-risk again, is a new finding', async () => {
  await runScan(ledger, { [one]: having(old) });
  const second = await runScan(ledger, { [one]: having(unused) });
  expect(await readFindings()).toMatchObject([
    { state: 'resolved', resolution: 'rotated' },
    { state: 'open', is_news: true, opened: second },
  ]);
});

test('a key whose successor stands in the other slot was rotated too', async () => {
  expect(await resolveBy(having(old), having({ ...young, slot: 2 }))).toBe('rotated');
});

test('a key that was made inactive resolves its finding', async () => {
  expect(await resolveBy(having(old), having({ ...old, active: false }))).toBe('deactivated');
});

test('a key that is gone resolves its finding', async () => {
  expect(await resolveBy(having(old), having())).toBe('deleted');
});

test('a key that is gone beside an older one was deleted and not rotated', async () => {
  const older: ReportKey = { ...old, rotated: '2023-01-01T00:00:00+00:00', active: false };
  expect(await resolveBy(having(older, old), having(older))).toBe('deleted');
});

test('a key whose user is gone was deleted', async () => {
  expect(await resolveBy(having(old), {})).toBe('deleted');
});

test('a never used key that was used resolves its finding', async () => {
  const used = { ...unused, used: '2026-06-14T00:00:00+00:00' };
  expect(await resolveBy(having(unused), having(used))).toBe('used');
});

test('a key that a milder policy does not flag resolves its finding as a change of policy', async () => {
  await runScan(ledger, { [one]: having(old) });
  const policy = { ...policyPresets.default, keyRotationDays: 3650 };
  await runScan(ledger, { [one]: having(old) }, { policy });
  expect(await readFindings()).toMatchObject([{ state: 'resolved', resolution: 'policy_changed' }]);
});

test('a key that the policy exempts is exempted, and reopened as news when the exemption has expired', async () => {
  const policy = policySchema.parse({
    exemptions: [{ user: 'ali*', reason: 'break glass', expires: '2026-06-30' }],
  });
  const first = await runScan(ledger, { [one]: having(old) });
  await runScan(ledger, { [one]: having(old) }, { policy });
  expect(await readFindings()).toMatchObject([{ state: 'exempted', resolution: null }]);
  expect(await readNewKeys()).toEqual([]);
  const asOf = new Date('2026-07-01T00:00:00Z');
  const third = await runScan(ledger, { [one]: having(old) }, { policy, asOf });
  expect(await readFindings()).toMatchObject([
    { state: 'open', opened: first, reopened: third, times_reopened: 1 },
  ]);
  expect(await readNewKeys()).toEqual([one]);
});

test('a key that was resolved and is high-risk again is reopened, as news', async () => {
  const first = await runScan(ledger, { [one]: having(old) });
  await runScan(ledger, { [one]: having({ ...old, active: false }) });
  expect(await readFindings()).toMatchObject([{ state: 'resolved', resolution: 'deactivated' }]);
  const third = await runScan(ledger, { [one]: having(old) });
  expect(await readFindings()).toMatchObject([
    { state: 'open', opened: first, reopened: third, times_reopened: 1, resolved: null },
  ]);
  expect(await readNewKeys()).toEqual([one]);
});

test('the findings of an account that left are resolved, and its rows are gone from the views', async () => {
  await runScan(ledger, { [one]: having(old), [two]: having(old) });
  await runScan(ledger, { [one]: having(old) });
  expect(await readFindings()).toMatchObject([
    { account_id: one, state: 'open' },
    { account_id: two, state: 'resolved', resolution: 'account_left' },
  ]);
});

test('an account that failed neither opens nor resolves findings', async () => {
  const first = await runScan(ledger, { [one]: having(old) });
  await runScan(ledger, { [one]: roleMissing(one) });
  expect(await readFindings()).toMatchObject([{ state: 'open', opened: first, seen: first }]);
});

test('an account that was not selected, or is suspended now, resolves nothing', async () => {
  await runScan(ledger, { [one]: having(old), [two]: having(old) });
  const accounts = [buildAccount(one), buildAccount(two, { state: 'SUSPENDED' })];
  const { scan } = await beginScan(ledger, accounts, { selected: [two] });
  await ledger.endListing(scan.scanId, [], {});
  await finishScan(ledger, scan.scanId);
  expect(await readFindings()).toMatchObject([{ state: 'open' }, { state: 'open' }]);
});

test('users of one name in two accounts have findings of their own', async () => {
  await runScan(ledger, { [one]: having(old), [two]: having(old) });
  await runScan(ledger, { [one]: having(), [two]: having(old) });
  expect(await readFindings()).toMatchObject([
    { account_id: one, user_name: 'alice', state: 'resolved' },
    { account_id: two, user_name: 'alice', state: 'open' },
  ]);
});

test('a user who was deleted and made again has other keys: the old one was deleted, the new one is news', async () => {
  await runScan(ledger, { [one]: having(old) });
  const again: ReportUser = {
    name: 'alice',
    created: '2026-05-01T00:00:00+00:00',
    keys: [{ rotated: '2026-05-02T00:00:00+00:00', used: null }],
  };
  await runScan(ledger, { [one]: { users: [again] } });
  expect(await readFindings()).toMatchObject([
    { state: 'resolved', resolution: 'deleted' },
    { state: 'open', is_news: true },
  ]);
});

test('the keys of an account that joined after the baseline are news', async () => {
  await runScan(ledger, { [one]: {} });
  await runScan(ledger, { [one]: {}, [two]: having(old) });
  expect(await readNewKeys()).toEqual([two]);
});

test('the keys of an account that was there all along and is selected for the first time are no news', async () => {
  const accounts = [buildAccount(one), buildAccount(two)];
  const first = await beginScan(ledger, accounts, { selected: [one] });
  await ledger.endListing(first.scan.scanId, [], {});
  await settle(ledger, first.jobs[0], {});
  await finishScan(ledger, first.scan.scanId);
  await runScan(ledger, { [one]: {}, [two]: having(old) });
  expect(await readFindings()).toMatchObject([{ account_id: two, state: 'open', is_news: false }]);
});

test('an older scan that is closed late leaves accounts to the newer scan that has read them', async () => {
  await runScan(ledger, { [one]: {}, [two]: {} });
  const older = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await ledger.endListing(older.scan.scanId, [], {});
  await settle(ledger, older.jobs[0], having(unused));
  await settle(ledger, older.jobs[1], having(old));
  const newer = await beginScan(ledger, [buildAccount(one), buildAccount(two)]);
  await ledger.endListing(newer.scan.scanId, [], {});
  await settle(ledger, newer.jobs[0], having(young));
  await settle(ledger, newer.jobs[1], roleMissing(two));
  await finishScan(ledger, newer.scan.scanId);
  await finishScan(ledger, older.scan.scanId);
  expect(await readFindings()).toMatchObject([
    { account_id: two, state: 'open', opened: older.scan.scanId },
  ]);
});

test('a newer scan resolves what an older one, closed before it, has opened', async () => {
  await runScan(ledger, { [one]: {}, [three]: {} });
  const older = await beginScan(ledger, [buildAccount(one), buildAccount(three)]);
  await settle(ledger, older.jobs[0], having(old));
  await settle(ledger, older.jobs[1], having(old));
  const newer = await beginScan(ledger, [buildAccount(one), buildAccount(three)]);
  await settle(ledger, newer.jobs[0], having(young));
  await ledger.endListing(older.scan.scanId, [], {});
  await finishScan(ledger, older.scan.scanId);
  expect(await readFindings()).toMatchObject([{ account_id: three, state: 'open' }]);
  await settle(ledger, newer.jobs[1], having(young));
  await ledger.endListing(newer.scan.scanId, [], {});
  await finishScan(ledger, newer.scan.scanId);
  expect(await readFindings()).toMatchObject([{ account_id: three, resolution: 'rotated' }]);
});
