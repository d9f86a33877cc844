import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  deleteAccessKey,
  getUser,
  recordKeyUse,
  rotateAccessKey,
  setAccessKeyStatus,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import { daysBefore } from './oracle/every-case-world.ts';
import { readView } from './oracle/read-views.ts';

const management = '100000000001';
const members = ['200000000001', '200000000002', '200000000003'] as const;
const accountIds = [management, ...members] as const;
const [first, second, third] = members;
const reportCalls = { 'iam:GenerateCredentialReport': 1, 'iam:GetCredentialReport': 1 } as const;

describe('the calls to AWS', () => {
  let stage: ScanStage;
  beforeAll(async () => {
    stage = await openStage({ organization: buildWorld() });
  });
  afterAll(() => stage?.close());

  // The tests below tell one story, in this order.
  test('of a first scan are three for each account, and one for each user with a flagged key', async () => {
    const { summary, wire } = await scan(stage);
    for (const id of members) {
      expect(wire.byAccount[id]).toEqual({
        'sts:AssumeRole': 1,
        ...reportCalls,
        'iam:ListAccessKeys': 2,
      });
    }
    // The account of the caller has no role to assume, and lists the organization besides.
    expect(wire.byAccount[management]).toEqual({
      ...reportCalls,
      'iam:ListAccessKeys': 2,
      'sts:GetCallerIdentity': 1,
      'organizations:DescribeOrganization': 1,
      'organizations:ListAccounts': 1,
    });
    expect(summary).toMatchObject({ highRiskKeys: 12, newHighRiskKeys: 0 });
  });

  test('of a second scan of an unchanged organization are none for any user', async () => {
    const { summary, wire } = await scan(stage);
    for (const id of members)
      expect(wire.byAccount[id]).toEqual({ 'sts:AssumeRole': 1, ...reportCalls });
    expect(wire.byAction).not.toHaveProperty('iam:ListAccessKeys');
    expect(wire.byAction).not.toHaveProperty('iam:GetAccessKeyLastUsed');
    const keys = await readView(stage.database.pool, 'aws_accesskey_highrisk');
    expect(keys.filter((key) => key['access_key_id'] === null)).toEqual([]);
    expect(summary).toMatchObject({ highRiskKeys: 12, newHighRiskKeys: 0 });
  });

  test('are shown for each account in the view', async () => {
    const rows = await readView(stage.database.pool, 'scan_coverage');
    const calls = rows.map((row) => [row['scan_id'], row['account_id'], row['api_calls']]);
    expect(calls).toEqual([
      ...[4, 5, 5, 5].map((count, index) => [1, accountIds[index], count]),
      ...[2, 3, 3, 3].map((count, index) => [2, accountIds[index], count]),
    ]);
    expect(new Set(rows.map((row) => row['attempts']))).toEqual(new Set([1]));
  });

  test('for a finding that is new are exactly one to list its user and one to confirm it', async () => {
    const { organization } = stage;
    addAccessKey(organization, second, 'quiet', { createdAt: daysBefore(new Date(), 8) });
    prepareReports(organization, new Date());
    const { summary, wire } = await scan(stage);
    expect(wire.byAccount[second]).toEqual({
      'sts:AssumeRole': 1,
      ...reportCalls,
      'iam:ListAccessKeys': 1,
      'iam:GetAccessKeyLastUsed': 1,
    });
    expect(wire.byAction).toMatchObject({
      'iam:ListAccessKeys': 1,
      'iam:GetAccessKeyLastUsed': 1,
    });
    expect(summary).toMatchObject({ highRiskKeys: 13, newHighRiskKeys: 1 });
    expect(await newKeys(stage)).toEqual([[second, 'quiet', ['never_used']]]);
  });

  test('are none for it afterwards, when it is no news any more', async () => {
    const { summary, wire } = await scan(stage);
    expect(wire.byAction).not.toHaveProperty('iam:ListAccessKeys');
    expect(summary).toMatchObject({ highRiskKeys: 13, newHighRiskKeys: 0 });
    expect(await newKeys(stage)).toEqual([]);
  });

  test('save us from reporting a key as new that was rotated, deactivated, deleted or used since the report', async () => {
    const { organization } = stage;
    const now = new Date();
    const stale = ['rotated', 'deactivated', 'deleted', 'used'] as const;
    const ids = stale.map((name) => {
      addUser(organization, third, { name, createdAt: daysBefore(now, 100) });
      return addAccessKey(organization, third, name, { createdAt: daysBefore(now, 30) }).id;
    });
    prepareReports(organization, new Date(now.getTime() - 60_000));
    const [rotated = '', deactivated = '', deleted = '', used = ''] = ids;
    rotateAccessKey(organization, third, 'rotated', rotated, now);
    setAccessKeyStatus(organization, third, 'deactivated', deactivated, 'Inactive');
    deleteAccessKey(organization, third, 'deleted', deleted);
    recordKeyUse(organization, third, 'used', used, { at: now, service: 's3' });
    const { summary } = await scan(stage);
    expect(summary).toMatchObject({ highRiskKeys: 13, newHighRiskKeys: 0 });
    const keys = await readView(stage.database.pool, 'aws_accesskey_details');
    const shown = keys.filter((key) => (stale as readonly unknown[]).includes(key['user_name']));
    expect(
      shown.map((key) => [
        key['user_name'],
        key['access_key_id'],
        key['status'],
        key['never_used'],
      ]),
    ).toEqual([
      ['deactivated', deactivated, 'Inactive', true],
      ['used', used, 'Active', false],
    ]);
  });

  test('tell a key that was rotated into the same slot from the one before: it is news again', async () => {
    const { organization } = stage;
    const [old] = getUser(organization, second, 'quiet').keys;
    const rotatedAt = daysBefore(new Date(), 7, -3600);
    const key = rotateAccessKey(organization, second, 'quiet', old?.id ?? '', rotatedAt);
    prepareReports(organization, new Date());
    const { summary } = await scan(stage);
    expect(summary.newHighRiskKeys).toBe(1);
    const { rows } = await stage.database.pool.query(
      `select access_key_id, state, resolution from credsweep.finding
       where user_name = 'quiet' order by finding_id`,
    );
    expect(rows).toEqual([
      { access_key_id: old?.id, state: 'resolved', resolution: 'rotated' },
      { access_key_id: key.id, state: 'open', resolution: null },
    ]);
  });

  test('name every key, and not only the flagged ones, with --key-ids all', async () => {
    const { wire } = await scan(stage, ['--key-ids', 'all']);
    const keys = await readView(stage.database.pool, 'aws_accesskey_details');
    expect(keys.filter((key) => key['access_key_id'] === null)).toEqual([]);
    expect(wire.byAccount[first]).toMatchObject({ 'iam:ListAccessKeys': 1 });
    const again = await scan(stage, ['--key-ids', 'all']);
    expect(again.wire.byAction).not.toHaveProperty('iam:ListAccessKeys');
  });
});

describe('the calls to AWS while reports are being made', () => {
  test('are not one more where the first look finds them, and no account waits for another', async () => {
    const stage = await openStage({
      organization: buildWorld(),
      withoutReports: true,
      report: { readyAfterMs: 500 },
    });
    try {
      const { summary, wire } = await scan(stage, ['--concurrency', '1']);
      for (const id of members) {
        expect(wire.byAccount[id]).toEqual({
          'sts:AssumeRole': 1,
          'iam:GenerateCredentialReport': 1,
          'iam:GetCredentialReport': 1,
          'iam:ListAccessKeys': 2,
        });
      }
      // One after the other, four accounts of two seconds each would take over eight.
      const tookMs = Date.parse(summary.finishedAt) - Date.parse(summary.startedAt);
      expect(tookMs).toBeLessThan(8_000);
    } finally {
      await stage.close();
    }
  });

  test('are one more for each look that comes too early', async () => {
    const stage = await openStage({
      organization: buildWorld(),
      withoutReports: true,
      report: { readyAfterMs: 2_250 },
    });
    try {
      const { wire } = await scan(stage);
      const looks = members.map((id) => wire.byAccount[id]?.['iam:GetCredentialReport'] ?? 0);
      expect(Math.min(...looks)).toBeGreaterThanOrEqual(2);
      expect(wire.byAction).toMatchObject({ 'iam:GenerateCredentialReport': members.length + 1 });
    } finally {
      await stage.close();
    }
  });
});

type ScanJson = {
  readonly highRiskKeys: number;
  readonly newHighRiskKeys: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly apiCalls: {
    readonly total: number;
    readonly byAction: Readonly<Record<string, number>>;
  };
};

/** Scans, and finds the calls that are printed to be those on the wire. */
async function scan(
  stage: ScanStage,
  flags: readonly string[] = [],
): Promise<{ summary: ScanJson; wire: ReturnType<ScanStage['simulator']['calls']> }> {
  stage.simulator.resetCalls();
  const run = await stage.run(['scan', '--format', 'json', ...flags]);
  expect(run.exitCode, run.stderr).toBe(0);
  const summary: ScanJson = JSON.parse(run.stdout);
  const wire = stage.simulator.calls();
  expect(summary.apiCalls).toEqual({ total: wire.total, byAction: wire.byAction });
  return { summary, wire };
}

async function newKeys(stage: ScanStage): Promise<readonly unknown[]> {
  const rows = await readView(stage.database.pool, 'aws_accesskey_highrisk');
  return rows
    .filter((row) => row['is_new'])
    .map((row) => [row['account_id'], row['user_name'], row['risk_reasons']]);
}

/** Four accounts with the same users: two with old keys, one with a young one, one without. */
function buildWorld(): SimulatedOrganization {
  const now = new Date();
  const organization = createOrganization();
  for (const id of members) addAccount(organization, { id });
  for (const id of accountIds) {
    for (const name of ['backup', 'deploy', 'young', 'quiet'])
      addUser(organization, id, { name, createdAt: daysBefore(now, 900) });
    const lastUsed = { at: daysBefore(now, 1), service: 's3' };
    addAccessKey(organization, id, 'backup', { createdAt: daysBefore(now, 800), lastUsed });
    addAccessKey(organization, id, 'deploy', { createdAt: daysBefore(now, 700), lastUsed });
    addAccessKey(organization, id, 'deploy', { createdAt: daysBefore(now, 600), lastUsed });
    addAccessKey(organization, id, 'young', { createdAt: daysBefore(now, 20), lastUsed });
  }
  return organization;
}
