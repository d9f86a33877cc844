import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  createOrganization,
  deleteAccessKey,
  deleteUser,
  recordKeyUse,
  recordLogin,
  removeAccount,
  removeRole,
  renderCredentialReport,
  rotateAccessKey,
  setAccessKeyStatus,
  type SimulatedAccount,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysBefore } from './oracle/every-case-world.ts';
import { readCsv } from './oracle/read-csv.ts';

const management = '100000000001';
const shop = '200000000001';
const dark = '200000000002';
const sold = '200000000003';
const late = '200000000004';
const bought = '200000000005';
const role = 'OrganizationAccountAccessRole';

describe('two scans of an organization in which everything happened between them', () => {
  let stage: ScanStage;
  let scans: readonly [ScanJson, ScanJson];
  let found: DiffJson;

  beforeAll(async () => {
    const organization = buildOrganization();
    removeRole(organization, late, role);
    stage = await openStage({ organization });
    const before = await scan(stage);
    changeEverything(organization);
    prepareReports(organization, new Date());
    scans = [before, await scan(stage)];
    found = await diff(stage);
  });
  afterAll(() => stage?.close());

  test('differ by exactly what happened to each user', () => {
    const users = found.changes.filter(({ kind }) => kind === 'user');
    expect(users.map(describeChange).toSorted()).toEqual([
      `${shop} created: appeared, created, fresh → stale`,
      `${shop} deleted: left, deleted, stale → fresh`,
      `${shop} logs-in: no_longer_stale, logged_in, stale → fresh`,
      `${shop} loses-password: became_stale, password_removed, fresh → stale`,
      `${shop} twice: appeared, recreated, fresh → stale`,
      `${shop} twice: left, deleted, stale → fresh`,
      `${sold} deploy: left, account_left, stale → fresh`,
      `${late} deploy: appeared, account_became_readable, fresh → stale`,
      `${bought} deploy: appeared, account_joined, fresh → stale`,
    ]);
  });

  test('differ by exactly what happened to each key', () => {
    const keys = found.changes.filter(({ kind }) => kind === 'access_key');
    expect(keys.map(describeChange).toSorted()).toEqual([
      `${shop} deactivates: no_longer_high_risk, deactivated, risky → fresh`,
      `${shop} deleted: left, user_deleted, risky → fresh`,
      `${shop} deletes: left, deleted, risky → fresh`,
      `${shop} rotates: appeared, created, fresh → fresh`,
      `${shop} rotates: left, rotated, risky → fresh`,
      `${shop} twice: appeared, created, fresh → fresh`,
      `${shop} twice: left, user_deleted, risky → fresh`,
      `${shop} uses: no_longer_high_risk, used, risky → fresh`,
      `${sold} deploy: left, account_left, risky → fresh`,
      `${late} deploy: appeared, account_became_readable, fresh → risky`,
      `${bought} deploy: appeared, account_joined, fresh → risky`,
    ]);
  });

  test('name the accounts, and nothing in an account that failed counts as fixed', () => {
    const { accounts, changes } = found;
    expect(accounts).toMatchObject([
      {
        accountId: dark,
        change: 'stopped_being_readable',
        code: 'role_missing_or_denied',
        dataAsOf: scans[0].asOf,
      },
      { accountId: sold, change: 'left', code: null, dataAsOf: null },
      { accountId: late, change: 'became_readable', code: 'role_missing_or_denied' },
      { accountId: bought, change: 'joined', code: null, dataAsOf: scans[1].asOf },
    ]);
    expect(changes.filter((row) => row.account_id === dark)).toMatchObject([{ kind: 'account' }]);
  });

  test('have totals whose difference the causes explain to the last one', () => {
    const [before, after] = scans;
    for (const total of [
      'users',
      'staleUsers',
      'accessKeys',
      'activeAccessKeys',
      'highRiskKeys',
    ] as const) {
      expect(found.before[total]).toBe(before[total]);
      expect(found.after[total]).toBe(after[total]);
      expect(found.difference[total]).toBe(after[total] - before[total]);
    }
    for (const movement of [found.staleUsers, found.highRiskKeys]) expectToAddUp(movement);
    for (const [kind, total] of [
      ['user', 'users'],
      ['access_key', 'accessKeys'],
    ] as const) {
      const count = (change: string): number =>
        found.changes.filter((row) => row.kind === kind && row.change === change).length;
      expect(before[total] + count('appeared') - count('left')).toBe(after[total]);
    }
  });

  test('are told alike as table, Markdown, CSV and NDJSON', async () => {
    const { changes, highRiskKeys } = found;
    const print = async (format: string): Promise<string> => {
      const run = await stage.run(['report', 'diff', 'previous', 'latest', '--format', format]);
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      return run.stdout;
    };
    const [table = '', markdown = '', csv = '', ndjson = ''] = await Promise.all(
      ['table', 'markdown', 'csv', 'ndjson'].map(print),
    );
    const lines = ndjson.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(changes);
    const [header, ...cells] = readCsv(csv);
    expect(header).toEqual(Object.keys(changes[0] ?? {}));
    expect(cells).toHaveLength(changes.length);
    for (const text of [table, markdown]) {
      expect(text).toContain(`High-risk keys: ${highRiskKeys.before} → ${highRiskKeys.after}`);
      expect(text).toMatch(/rotates.*rotated/);
      expect(text).toContain('cannot be read any more');
      expect(text).toContain('has no new data of 1 account: 200000000002');
      expect(text.replaceAll(/\s+/g, ' ')).toContain('nothing in them counts as fixed');
    }
  });
});

describe('scans by different policies, and scans that cannot be compared', () => {
  const asOf = new Date('2026-03-01T12:00:00Z');
  let stage: ScanStage;

  beforeAll(async () => {
    const organization = createOrganization();
    stage = await openStage({ organization });
    const person = { createdAt: daysBefore(asOf, 800), passwordEnabled: true };
    const add = (name: string, loginDaysAgo: number, keyAgeDays: number): void => {
      addUser(organization, management, {
        ...person,
        name,
        passwordLastUsedAt: daysBefore(asOf, loginDaysAgo),
      });
      addAccessKey(organization, management, name, {
        createdAt: daysBefore(asOf, keyAgeDays),
        lastUsed: { at: daysBefore(asOf, 1), service: 's3' },
      });
    };
    add('between-the-policies', 50, 200);
    add('long-gone', 200, 400);
    add('soon-over', 40, 80);
    await mkdir(join(stage.folder, 'reports'));
    await stage.write(
      `reports/${management}.csv`,
      renderCredentialReport(
        organization,
        organization.accounts.get(management) as SimulatedAccount,
      ),
    );
    const at = (days: number): readonly string[] => [
      '--from-reports',
      'reports',
      '--as-of',
      daysBefore(asOf, -days).toISOString(),
    ];
    await scan(stage, ...at(0));
    await scan(stage, ...at(20), '--policy', 'cis');
    await scan(stage, ...at(20), '--policy', 'cis');
  });
  afterAll(() => stage?.close());

  test('tell what the policy changed by itself apart from what time changed', async () => {
    const { policyChanged, changes, staleUsers, highRiskKeys } = await diff(stage, '1', '2');
    expect(policyChanged).toBe(true);
    expect(changes.map((row) => [row.user_name, row.change, row.cause, row.by_policy])).toEqual([
      ['between-the-policies', 'became_stale', 'policy', true],
      ['soon-over', 'became_stale', 'threshold_passed', false],
      ['between-the-policies', 'became_high_risk', 'policy', true],
      ['soon-over', 'became_high_risk', 'threshold_passed', false],
    ]);
    for (const movement of [staleUsers, highRiskKeys]) {
      expect(movement).toMatchObject({ before: 1, after: 3 });
      expectToAddUp(movement);
    }
    const { stdout } = await stage.run(['report', 'diff', '1', '2']);
    expect(stdout).toContain('The policy changed from default to cis.');
  });

  test('have no changes where nothing changed, whichever is named first', async () => {
    expect(await diff(stage, '3', '2')).toMatchObject({
      before: { scanId: 2 },
      after: { scanId: 3 },
      policyChanged: false,
      difference: { users: 0, staleUsers: 0, accessKeys: 0, highRiskKeys: 0 },
      accounts: [],
      changes: [],
    });
  });

  test.each(['table', 'markdown', 'json', 'csv', 'ndjson'])(
    'say as %s that they go from the older to the newer, and only if named the other way round',
    async (format) => {
      const remark = 'Scan 3 is the newer one: this is what changed from scan 1 to scan 3';
      const isPage = ['table', 'markdown'].includes(format);
      const turned = await stage.run(['report', 'diff', '3', '1', '--format', format]);
      expect(turned.exitCode).toBe(0);
      expect(isPage ? turned.stdout : turned.stderr).toContain(remark);
      const straight = await stage.run(['report', 'diff', '1', '3', '--format', format]);
      expect(straight).toMatchObject({ exitCode: 0, stderr: '' });
      expect(straight.stdout).not.toContain(remark);
      if (!isPage) expect(straight.stdout).toBe(turned.stdout);
    },
  );

  test('are found by words as well as by numbers', async () => {
    expect(await diff(stage)).toMatchObject({ before: { scanId: 2 }, after: { scanId: 3 } });
    expect(await diff(stage, '1')).toMatchObject({ before: { scanId: 1 }, after: { scanId: 3 } });
    expect(await diff(stage, 'previous', '2')).toMatchObject({ before: { scanId: 1 } });
  });

  test.each([
    { args: ['1', '99'], problem: /There is no scan 99 .*\[scan_not_found\]/ },
    { args: ['1', 'one'], problem: /"one" is not the number of a scan.*\[usage_invalid\]/ },
    { args: ['2', '2'], problem: /they are the same.*\[scans_not_comparable\]/ },
    { args: ['previous', '1'], problem: /no completed scan of reports before scan 1.*\[scans_not/ },
    { args: ['1', '2', '--format', 'html'], problem: /Allowed choices are table, json/ },
  ])('are refused with exit code 2 for $args', async ({ args, problem }) => {
    const run = await stage.run(['report', 'diff', ...args]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(problem);
  });

  test('are refused when they are of two organizations, or one is not completed', async () => {
    const { pool } = stage.database;
    await pool.query(
      `insert into credsweep.organization (organization_id, kind) values ('o-other00001', 'organization')`,
    );
    await pool.query(
      `update credsweep.scan set organization_id = 'o-other00001' where scan_id = 1`,
    );
    await pool.query(`update credsweep.scan set state = 'interrupted' where scan_id = 2`);
    const other = await stage.run(['report', 'diff', '1', '3']);
    expect(other).toMatchObject({ exitCode: 2, stdout: '' });
    expect(other.stderr).toMatch(/scan 1 is of o-other00001, scan 3 of reports.*\[scans_not/s);
    const open = await stage.run(['report', 'diff', '2', '3']);
    expect(open).toMatchObject({ exitCode: 2, stdout: '' });
    expect(open.stderr).toMatch(/scan 2 is interrupted.*\[scans_not_comparable\]/s);
  });
});

/** An organization in which every user never logged in and every key is old or never used, but for a few. */
function buildOrganization(): SimulatedOrganization {
  const organization = createOrganization();
  for (const id of [shop, dark, sold, late]) addAccount(organization, { id });
  for (const id of [dark, sold, late]) addRiskyUser(organization, id, 'deploy');
  for (const name of ['deactivates', 'deleted', 'deletes', 'rotates', 'stays', 'twice', 'uses'])
    addRiskyUser(organization, shop, name);
  const person = { createdAt: daysBefore(new Date(), 800), passwordEnabled: true };
  addUser(organization, shop, { ...person, name: 'logs-in' });
  const passwordLastUsedAt = daysBefore(new Date(), 3);
  addUser(organization, shop, { ...person, name: 'loses-password', passwordLastUsedAt });
  return organization;
}

/** A user without a password, with one key that was never used and is 100 days old. */
function addRiskyUser(organization: SimulatedOrganization, accountId: string, name: string): void {
  const now = new Date();
  addUser(organization, accountId, { name, createdAt: daysBefore(now, 800) });
  addAccessKey(organization, accountId, name, { createdAt: daysBefore(now, 100) });
}

function changeEverything(organization: SimulatedOrganization): void {
  const now = new Date();
  const users = organization.accounts.get(shop)?.users;
  const keyOf = (name: string): string => {
    const user = (Array.isArray(users) ? users : []).find((candidate) => candidate.name === name);
    return user?.keys[0]?.id ?? '';
  };
  rotateAccessKey(organization, shop, 'rotates', keyOf('rotates'), daysBefore(now, 1));
  setAccessKeyStatus(organization, shop, 'deactivates', keyOf('deactivates'), 'Inactive');
  deleteAccessKey(organization, shop, 'deletes', keyOf('deletes'));
  recordKeyUse(organization, shop, 'uses', keyOf('uses'), {
    at: daysBefore(now, 1),
    service: 's3',
  });
  deleteUser(organization, shop, 'deleted');
  deleteUser(organization, shop, 'twice');
  addUser(organization, shop, { name: 'twice', createdAt: daysBefore(now, 2) });
  addAccessKey(organization, shop, 'twice', { createdAt: daysBefore(now, 2) });
  recordLogin(organization, shop, 'logs-in', daysBefore(now, 1));
  addUser(organization, shop, { name: 'created', createdAt: daysBefore(now, 1) });
  const losing = (Array.isArray(users) ? users : []).find(({ name }) => name === 'loses-password');
  if (losing !== undefined) losing.passwordEnabled = false;
  removeRole(organization, dark, role);
  addRole(organization, late, { name: role });
  removeAccount(organization, sold);
  addAccount(organization, { id: bought });
  addRiskyUser(organization, bought, 'deploy');
}

type ScanJson = {
  readonly scanId: number;
  readonly asOf: string;
} & Readonly<Record<Total, number>>;

type Total = 'users' | 'staleUsers' | 'accessKeys' | 'activeAccessKeys' | 'highRiskKeys';

type Movement = {
  readonly before: number;
  readonly after: number;
  readonly causes: readonly {
    readonly cause: string;
    readonly byPolicy: boolean;
    readonly added: number;
    readonly removed: number;
  }[];
};

type ChangeRow = Readonly<
  Record<'kind' | 'change' | 'cause' | 'account_id' | 'user_name', string>
> & { readonly by_policy: boolean; readonly was_flagged: boolean; readonly is_flagged: boolean };

type DiffJson = {
  readonly before: ScanJson;
  readonly after: ScanJson;
  readonly difference: Readonly<Record<Total, number>>;
  readonly policyChanged: boolean;
  readonly staleUsers: Movement;
  readonly highRiskKeys: Movement;
  readonly accounts: readonly object[];
  readonly changes: readonly ChangeRow[];
};

async function scan(stage: ScanStage, ...flags: readonly string[]): Promise<ScanJson> {
  const run = await stage.run(['scan', '--format', 'json', ...flags]);
  expect([0, 3], run.stderr).toContain(run.exitCode);
  return JSON.parse(run.stdout);
}

async function diff(stage: ScanStage, ...args: readonly string[]): Promise<DiffJson> {
  const run = await stage.run(['report', 'diff', ...args, '--format', 'json']);
  expect(run.exitCode, run.stderr).toBe(0);
  return JSON.parse(run.stdout);
}

function expectToAddUp({ before, after, causes }: Movement): void {
  expect(causes.reduce((sum, { added, removed }) => sum + added - removed, before)).toBe(after);
}

function describeChange(row: ChangeRow): string {
  const flag = row.kind === 'user' ? 'stale' : 'risky';
  const verdict = (isFlagged: boolean): string => (isFlagged ? flag : 'fresh');
  return `${row.account_id} ${row.user_name}: ${row.change}, ${row.cause}, ${verdict(row.was_flagged)} → ${verdict(row.is_flagged)}`;
}
