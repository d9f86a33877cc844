import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import {
  beginScan,
  buildAccount,
  claim,
  finishScan,
  roleMissing,
  runScan,
  settle,
  testAsOf,
  type AccountContent,
} from './testing/scan-driver.ts';

const postgres = usePostgres();
const accountId = '000000000042';
const arn = `arn:aws:iam::${accountId}:user/`;
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

async function select(columns: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(`select ${columns}`);
  return rows;
}

const alice: AccountContent = {
  users: [
    {
      name: 'alice',
      path: '/admins/',
      created: '2021-03-04T05:06:07+00:00',
      login: '2026-01-01T00:00:00+00:00',
      mfa: true,
      keys: [
        { rotated: '2024-06-01T00:00:00+00:00', used: '2026-06-14T10:00:00+00:00' },
        { rotated: '2026-06-10T00:00:00+00:00', active: false },
      ],
    },
  ],
  rootKeys: [{ rotated: '2019-02-03T04:05:06+00:00', used: null }],
  keyIds: { 'alice 1': 'AKIAALICE1' },
};

/** Facts of an owner, where nobody was asked. */
const nobody = { owner: null, tags: null };

test('a user is stored with every fact and verdict', async () => {
  const scanId = await runScan(ledger, { [accountId]: alice });
  expect(await select('* from credsweep.user_fact')).toEqual([
    {
      scan_id: scanId,
      account_id: accountId,
      user_arn: `${arn.slice(0, -1)}/admins/alice`,
      user_name: 'alice',
      user_created_at: new Date('2021-03-04T05:06:07Z'),
      password_enabled: true,
      last_login_at: new Date('2026-01-01T00:00:00Z'),
      days_since_login: 165,
      never_logged_in: false,
      last_key_used_at: new Date('2026-06-14T10:00:00Z'),
      last_activity_at: new Date('2026-06-14T10:00:00Z'),
      days_since_activity: 1,
      mfa_active: true,
      active_key_count: 1,
      is_stale: true,
      stale_reason: 'last_login_over_threshold',
      stale_by_login: true,
      stale_by_activity: false,
      ...nobody,
    },
  ]);
});

test("each key is stored with every fact and verdict, the root user's among them", async () => {
  const scanId = await runScan(ledger, { [accountId]: alice });
  const common = { scan_id: scanId, account_id: accountId, exemption: null };
  const ofAlice = {
    ...common,
    user_arn: `${arn.slice(0, -1)}/admins/alice`,
    user_name: 'alice',
    user_created_at: new Date('2021-03-04T05:06:07Z'),
    is_root: false,
  };
  expect(await select('* from credsweep.access_key_fact order by is_root, key_slot')).toEqual([
    {
      ...ofAlice,
      access_key_id: 'AKIAALICE1',
      key_slot: 1,
      status: 'Active',
      last_rotated_at: new Date('2024-06-01T00:00:00Z'),
      age_days: 744,
      age_band: 'over 365',
      last_used_at: new Date('2026-06-14T10:00:00Z'),
      days_since_used: 1,
      last_used_region: 'eu-central-1',
      last_used_service: 's3',
      never_used: false,
      is_high_risk: true,
      risk_reasons: ['rotation_overdue'],
      severity: 'high',
      ...nobody,
    },
    {
      ...ofAlice,
      access_key_id: null,
      key_slot: 2,
      status: 'Inactive',
      last_rotated_at: new Date('2026-06-10T00:00:00Z'),
      age_days: 5,
      age_band: '0-90',
      last_used_at: null,
      days_since_used: null,
      last_used_region: null,
      last_used_service: null,
      never_used: true,
      is_high_risk: false,
      risk_reasons: [],
      severity: null,
      ...nobody,
    },
    {
      ...common,
      user_arn: `arn:aws:iam::${accountId}:root`,
      user_name: '<root_account>',
      user_created_at: null,
      is_root: true,
      access_key_id: null,
      key_slot: 1,
      status: 'Active',
      last_rotated_at: new Date('2019-02-03T04:05:06Z'),
      age_days: 2689,
      age_band: 'over 365',
      last_used_at: null,
      days_since_used: null,
      last_used_region: null,
      last_used_service: null,
      never_used: true,
      is_high_risk: true,
      risk_reasons: ['root_key', 'rotation_overdue', 'never_used'],
      severity: 'critical',
      ...nobody,
    },
  ]);
});

test('the counts of an account, its bands and its root user are stored', async () => {
  const scanId = await runScan(ledger, { [accountId]: alice });
  const common = { scan_id: scanId, account_id: accountId };
  expect(await select('* from credsweep.account_summary')).toEqual([
    {
      ...common,
      report_generated_at: new Date(testAsOf.getTime() - 3_600_000),
      user_count: 1,
      stale_user_count: 1,
      never_logged_in_count: 0,
      access_key_count: 3,
      active_access_key_count: 2,
      high_risk_key_count: 2,
      critical_key_count: 1,
      high_key_count: 1,
      medium_key_count: 0,
      low_key_count: 0,
    },
  ]);
  expect(await select('* from credsweep.age_band_summary order by band_order')).toEqual([
    {
      ...common,
      band_order: 0,
      age_band: '0-90',
      active_key_count: 0,
      inactive_key_count: 1,
      high_risk_count: 0,
    },
    {
      ...common,
      band_order: 3,
      age_band: 'over 365',
      active_key_count: 2,
      inactive_key_count: 0,
      high_risk_count: 2,
    },
  ]);
  expect(await select('* from credsweep.root_fact')).toEqual([
    {
      ...common,
      password_enabled: null,
      last_login_at: new Date('2020-02-02T02:02:02Z'),
      mfa_active: true,
      active_key_count: 1,
    },
  ]);
});

test('an account without users is scanned and has no rows of users', async () => {
  await runScan(ledger, { [accountId]: {} });
  expect(await select('user_count, access_key_count from credsweep.account_summary')).toEqual([
    { user_count: 0, access_key_count: 0 },
  ]);
  expect(await select('state from credsweep.account_scan')).toEqual([{ state: 'scanned' }]);
});

test('names that look like SQL, formulas or other scripts are stored as they are', async () => {
  const names = ['=1+2@corp', '+cmd', '-x', "o'neil".replace("'", '_'), 'a.b-c_d@e,f=g+h'];
  await runScan(ledger, { [accountId]: { users: names.map((name) => ({ name })) } });
  const rows = await select('user_name, user_arn from credsweep.aws_staleuser_details');
  expect(new Set(rows.map((row) => row['user_name']))).toEqual(new Set(names));
  expect(rows.map((row) => row['user_arn'])).toContain(`${arn}=1+2@corp`);
});

test('quotes and backslashes in a path cannot leave their value', async () => {
  const path = `/it's/"quoted"/\\/$1;--/`.replaceAll('"', '');
  await runScan(ledger, { [accountId]: { users: [{ name: 'bob', path }] } });
  expect(await select('user_arn from credsweep.user_fact')).toEqual([
    { user_arn: `arn:aws:iam::${accountId}:user${path}bob` },
  ]);
});

test('ids that were resolved once are remembered with the user and the key they belong to', async () => {
  await runScan(ledger, { [accountId]: alice });
  const { jobs } = await beginScan(ledger, [buildAccount(accountId)]);
  const { memory } = await claim(ledger, jobs[0]);
  expect(memory).toEqual({
    keys: [
      {
        userArn: `${arn.slice(0, -1)}/admins/alice`,
        userCreatedAt: new Date('2021-03-04T05:06:07Z'),
        keyCreatedAt: new Date('2024-06-01T00:00:00Z'),
        accessKeyId: 'AKIAALICE1',
      },
    ],
    openFindingKeyIds: ['AKIAALICE1'],
    confirmsNewFindings: true,
  });
});

test('nothing is remembered of another account, nor before the first scan', async () => {
  await runScan(ledger, { [accountId]: alice, '000000000043': {} }, { organizationId: 'o-other' });
  const { jobs } = await beginScan(ledger, [buildAccount('000000000043')]);
  expect((await claim(ledger, jobs[0])).memory).toEqual({
    keys: [],
    openFindingKeyIds: [],
    confirmsNewFindings: false,
  });
});

test('a remembered key follows a user who was renamed, and is not written again when nothing changed', async () => {
  await runScan(ledger, { [accountId]: alice });
  const before = await select('xmin::text, user_arn from credsweep.known_access_key');
  await runScan(ledger, { [accountId]: alice });
  expect(await select('xmin::text, user_arn from credsweep.known_access_key')).toEqual(before);
  const user = { ...alice.users?.[0], name: 'alicia', keys: alice.users?.[0]?.keys ?? [] };
  await runScan(ledger, {
    [accountId]: { ...alice, users: [user], keyIds: { 'alicia 1': 'AKIAALICE1' } },
  });
  expect(await select('user_arn from credsweep.known_access_key')).toEqual([
    { user_arn: `${arn.slice(0, -1)}/admins/alicia` },
  ]);
});

test('an account that fails keeps the facts of its last good scan', async () => {
  const first = await runScan(ledger, { [accountId]: alice });
  await runScan(ledger, { [accountId]: roleMissing(accountId) });
  expect(await select('scan_id, user_name from credsweep.aws_staleuser_details')).toEqual([
    { scan_id: first, user_name: 'alice' },
  ]);
  expect(await select('last_good_scan_id from credsweep.account')).toEqual([
    { last_good_scan_id: first },
  ]);
});

test('an older scan that is late does not replace what a newer one has found', async () => {
  const older = await beginScan(ledger, [buildAccount(accountId)]);
  const newerId = await runScan(ledger, { [accountId]: alice });
  await settle(ledger, older.jobs[0], {});
  expect(await select('scan_id, user_name from credsweep.aws_staleuser_details')).toEqual([
    { scan_id: newerId, user_name: 'alice' },
  ]);
});

test('an account of 5,000 users with two high-risk keys each is saved, closed and compared in seconds', async () => {
  const users = Array.from({ length: 5000 }, (_, index) => ({
    name: `user${index}`,
    keys: [
      { rotated: '2024-01-01T00:00:00+00:00', used: '2026-01-01T00:00:00+00:00' },
      { rotated: '2024-02-01T00:00:00+00:00', used: '2026-01-01T00:00:00+00:00' },
    ],
  }));
  const keyIds = Object.fromEntries(
    users.flatMap(({ name }) => [1, 2].map((slot) => [`${name} ${slot}`, `AKIA${name}S${slot}`])),
  );
  const started = performance.now();
  await runScan(ledger, { [accountId]: { users } });
  await runScan(ledger, { [accountId]: { users, keyIds } });
  const scanId = await runScan(ledger, { [accountId]: { users: users.slice(2500), keyIds } });
  expect(performance.now() - started).toBeLessThan(25_000);
  expect(await ledger.summarizeScan(scanId)).toMatchObject({ users: 2500, highRiskKeys: 5000 });
  expect(
    await select(
      'state, resolution, count(*)::integer as findings from credsweep.finding group by 1, 2 order by 1',
    ),
  ).toEqual([
    { state: 'open', resolution: null, findings: 5000 },
    { state: 'resolved', resolution: 'deleted', findings: 5000 },
  ]);
}, 60_000);

test('a scan of accounts with and without data counts what the views show', async () => {
  const { scan, jobs } = await beginScan(ledger, [
    buildAccount(accountId),
    buildAccount('000000000043'),
  ]);
  await ledger.endListing(scan.scanId, [], {});
  await settle(ledger, jobs[0], alice);
  await settle(ledger, jobs[1], roleMissing('000000000043'));
  await finishScan(ledger, scan.scanId);
  expect(await select('account_id from credsweep.aws_staleuser_summary')).toEqual([
    { account_id: accountId },
  ]);
});
