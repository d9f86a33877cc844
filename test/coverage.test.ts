import {
  addAccessKey,
  addAccount,
  addDelegatedAdministrator,
  addOrganizationalUnit,
  addRole,
  addUser,
  createOrganization,
  getAccount,
  removeAccount,
  removeRole,
  renderCredentialReport,
  replaceReport,
  setAccountState,
  type NewOrganization,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, prepareReports, type ScanStage, type StageOptions } from '@credsweep/testkit';
import { daysBefore } from './oracle/every-case-world.ts';
import { readView } from './oracle/read-views.ts';

const management = '100000000001';
const healthy = '200000000001';
/** An account for each way in which one cannot be read, by the code it must fail with. */
const broken = {
  role_missing_or_denied: '300000000001',
  access_denied: '300000000002',
  sts_region_disabled: '300000000003',
  report_malformed: '300000000004',
  report_account_mismatch: '300000000005',
} as const;
/** What must be told of each beside the account: what to do. */
const advice = {
  role_missing_or_denied: /role\/OrganizationAccountAccessRole.*--role-name/,
  access_denied: /Allow "iam:GenerateCredentialReport"/,
  sts_region_disabled: /AWS_REGION.*us-east-1/,
  report_malformed: /line 2.*Scan the account again/,
  report_account_mismatch: /of account 200000000001.*Check which account/,
} as const;
const skipped = {
  account_suspended: '400000000001',
  account_closed: '400000000002',
  account_pending_closure: '400000000003',
  account_pending_activation: '400000000004',
} as const;
const everyAccountId = [
  management,
  healthy,
  ...Object.values(broken),
  ...Object.values(skipped),
] as const;

describe('an organization of which some accounts cannot be read', () => {
  let stage: ScanStage;

  beforeAll(async () => {
    const organization = createOrganization();
    for (const id of everyAccountId) if (id !== management) addAccount(organization, { id });
    for (const id of everyAccountId) addRiskyUser(organization, id);
    for (const [reason, id] of Object.entries(skipped))
      setAccountState(organization, id, toState(reason));
    breakAccounts(organization);
    stage = await openStage({ organization });
    damageReports(organization);
  });
  afterAll(() => stage?.close());

  // The tests below tell one story, in this order.
  test('gives each of them a code and advice, prints the coverage and exits with 3', async () => {
    const run = await stage.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(3);
    const summary = JSON.parse(run.stdout);
    expect(summary.coverage).toEqual({
      accounts: 11,
      scanned: 2,
      failed: 5,
      skipped: 4,
      percent: 28.5,
    });
    expect(summary.failures).toEqual(
      Object.entries(broken).map(([code, accountId]) => ({
        accountId,
        code,
        message: expect.stringMatching(advice[code as keyof typeof broken]),
      })),
    );
    expect(summary).toMatchObject({ users: 2, staleUsers: 2, accessKeys: 2, highRiskKeys: 2 });
  });

  test('says for each account in the view what became of it', async () => {
    const rows = await readView(stage.database.pool, 'scan_coverage');
    const outcomes = Object.fromEntries(
      rows.map((row) => [row['account_id'], [row['state'], row['code']]]),
    );
    expect(outcomes).toEqual({
      [management]: ['scanned', null],
      [healthy]: ['scanned', null],
      ...swapOutcomes(broken, 'failed'),
      ...swapOutcomes(skipped, 'skipped'),
    });
    for (const row of rows.filter(({ state }) => state !== 'scanned'))
      expect(row['message'], String(row['account_id'])).toMatch(/\w{4}/);
  });

  test('lets none of them look clean: no view of results has a row of them', async () => {
    for (const view of resultViews) {
      const accounts = new Set(
        (await readView(stage.database.pool, view)).map((row) => row['account_id']),
      );
      expect(accounts, view).toEqual(new Set([management, healthy]));
    }
  });

  test('names them with their advice in what a person reads', async () => {
    const run = await stage.run(['report']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain('2 of 7');
    expect(run.stdout).toContain('5 failed, 4 skipped');
    for (const id of [...Object.values(broken), ...Object.values(skipped)])
      expect(run.stdout).toContain(id);
    for (const code of Object.keys(broken)) expect(run.stdout).toContain(code);
  });

  test('is read in full by the next scan once they can be read', async () => {
    const { organization } = stage;
    repairAccounts(organization);
    prepareReports(organization, new Date());
    const run = await stage.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      coverage: { accounts: 11, scanned: 7, failed: 0, skipped: 4, percent: 100 },
      users: 7,
      highRiskKeys: 7,
    });
  });

  test('keeps the last good data of an account that fails later, with their older time, and its findings open', async () => {
    const { organization } = stage;
    const before = await readView(stage.database.pool, 'aws_accesskey_highrisk');
    breakAccounts(organization);
    prepareReports(organization, new Date());
    damageReports(organization);
    const run = await stage.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(3);
    const summary = JSON.parse(run.stdout);
    expect(summary).toMatchObject({ users: 7, highRiskKeys: 7, newHighRiskKeys: 0 });
    const after = await readView(stage.database.pool, 'aws_accesskey_highrisk');
    const oldIds: readonly unknown[] = Object.values(broken);
    const isOld = (row: (typeof after)[number]): boolean => oldIds.includes(row['account_id']);
    expect(after.filter(isOld)).toEqual(
      before.filter(isOld).map((row) => ({ ...row, is_new: false })),
    );
    for (const row of after) {
      if (isOld(row)) expect(String(row['data_as_of']) < summary.asOf).toBe(true);
      else expect(row['data_as_of']).toBe(summary.asOf);
    }
    const { rows } = await stage.database.pool.query(
      `select account_id, state from credsweep.finding where state <> 'open'`,
    );
    expect(rows).toEqual([]);
    const report = await stage.run(['report']);
    expect(report.stdout).toContain('5 accounts shown with older data');
  });

  test('shows no account any more that has left the organization, and resolves its findings', async () => {
    const { organization, database } = stage;
    repairAccounts(organization);
    prepareReports(organization, new Date());
    removeAccount(organization, healthy);
    const run = await stage.run(['scan', '--format', 'json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ coverage: { accounts: 10 }, users: 6 });
    for (const view of resultViews) {
      const rows = await readView(database.pool, view);
      expect(rows.filter((row) => row['account_id'] === healthy)).toEqual([]);
    }
    const { rows } = await database.pool.query(
      `select account_id, resolution from credsweep.finding where state = 'resolved'`,
    );
    expect(rows).toEqual([{ account_id: healthy, resolution: 'account_left' }]);
  });
});

describe('the selection of accounts', () => {
  let stage: ScanStage;
  const units = { prod: 'ou-simu-prod0001', web: 'ou-simu-web00001', lab: 'ou-simu-lab00001' };
  const prod = '210000000001';
  const web = '210000000002';
  const lab = '210000000003';

  beforeAll(async () => {
    const organization = createOrganization();
    addOrganizationalUnit(organization, [], { id: units.prod, name: 'Prod' });
    addOrganizationalUnit(organization, ['Prod'], { id: units.web, name: 'Web' });
    addOrganizationalUnit(organization, [], { id: units.lab, name: 'Lab' });
    addAccount(organization, { id: prod, ouPath: ['Prod'] });
    addAccount(organization, { id: web, ouPath: ['Prod', 'Web'] });
    addAccount(organization, { id: lab, ouPath: ['Lab'] });
    for (const id of [management, prod, web, lab]) addRiskyUser(organization, id);
    stage = await openStage({ organization });
  });
  afterAll(() => stage?.close());

  test.each([
    { flags: ['--ou', units.prod], expected: [prod, web] },
    { flags: ['--ou', units.web, '--ou', units.lab], expected: [web, lab] },
    { flags: ['--ou', 'r-simu'], expected: [management, prod, web, lab] },
    { flags: ['--account', lab, '--account', management], expected: [management, lab] },
    { flags: ['--exclude', management, '--exclude', web], expected: [prod, lab] },
    { flags: ['--ou', units.prod, '--exclude', web], expected: [prod] },
  ])('takes with $flags exactly the accounts meant', async ({ flags, expected }) => {
    const run = await stage.run(['scan', '--format', 'json', ...flags]);
    expect(run.exitCode, run.stderr).toBe(0);
    const { scanId, coverage } = JSON.parse(run.stdout);
    expect(coverage).toMatchObject({ accounts: expected.length, scanned: expected.length });
    const rows = await readView(stage.database.pool, 'scan_coverage');
    const listed = rows.filter((row) => row['scan_id'] === scanId).map((row) => row['account_id']);
    expect(listed).toEqual(expected);
  });

  test('leaves what earlier scans know of the accounts that were not taken', async () => {
    const run = await stage.run(['scan', '--account', lab, '--format', 'json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ users: 1 });
    const rows = await readView(stage.database.pool, 'aws_staleuser_summary');
    expect(rows.map((row) => row['account_id'])).toEqual([management, prod, web, lab]);
  });

  test('fails an account that was asked for and is not in the organization, and nothing else', async () => {
    const stranger = '999999999999';
    const args = ['scan', '--account', stranger, '--account', lab, '--format', 'json'];
    const run = await stage.run(args);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      coverage: { accounts: 2, scanned: 1, failed: 1 },
      failures: [
        {
          accountId: stranger,
          code: 'account_not_in_organization',
          message: expect.stringMatching(/o-simulated1 does not list it.*Check the id/),
        },
      ],
    });
  });
});

describe.concurrent('where the credentials come from', { timeout: 60_000 }, () => {
  const member = '220000000001';
  const stages: ScanStage[] = [];
  afterAll(async () => {
    for (const stage of stages) await stage.close();
  });

  const open = async (
    options: NewOrganization,
    change: (organization: SimulatedOrganization) => void = () => undefined,
    stageOptions: Partial<StageOptions> = {},
  ): Promise<ScanStage> => {
    const organization = createOrganization(options);
    if (options.standalone !== true) {
      addAccount(organization, { id: member, name: 'member' });
      addRiskyUser(organization, member);
    }
    addRiskyUser(organization, management);
    change(organization);
    const stage = await openStage({ organization, ...stageOptions });
    stages.push(stage);
    return stage;
  };

  test('a delegated administrator scans the organization, itself with its own credentials and the management account by a role', async () => {
    const opened = await open({ hub: { accountId: member } }, (organization) => {
      addDelegatedAdministrator(organization, member);
      addRole(organization, management, {
        name: 'OrganizationAccountAccessRole',
        trusts: [member],
      });
      removeRole(organization, member, 'OrganizationAccountAccessRole');
    });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ users: 2, highRiskKeys: 2 });
    expect(opened.simulator.calls().byAccount[management]).toMatchObject({ 'sts:AssumeRole': 1 });
    expect(opened.simulator.calls().byAccount[member]).not.toHaveProperty('sts:AssumeRole');
  });

  test('a plain member account scans itself and says that it is all and why', async () => {
    const opened = await open({ hub: { accountId: member } });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      organizationId: null,
      coverage: { accounts: 1, scanned: 1 },
    });
    expect(run.stderr).toMatch(
      /only the caller's own account 220000000001.*management account 100/,
    );
    const rows = await readView(opened.database.pool, 'aws_staleuser_summary');
    expect(rows.map((row) => row['account_id'])).toEqual([member]);
  });

  test('a standalone account scans itself and says that there is no organization', async () => {
    const opened = await open({ standalone: true });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      organizationId: null,
      coverage: { accounts: 1, scanned: 1 },
      highRiskKeys: 1,
    });
    expect(run.stderr).toContain('is not in an AWS Organization');
  });

  test('a caller that is itself a session of a role scans as well', async () => {
    const opened = await open({ hub: { kind: 'role-session', name: 'auditor' } });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ coverage: { scanned: 2 } });
  });

  test('a role of another name that asks for an external id is entered with both flags', async () => {
    const opened = await open({}, (organization) => {
      removeRole(organization, member, 'OrganizationAccountAccessRole');
      addRole(organization, member, {
        name: 'Auditor',
        path: '/security/',
        externalId: 'sesame-7',
      });
    });
    const flags = ['--role-name', 'security/Auditor', '--external-id', 'sesame-7'];
    expect(await opened.run(['scan', '--format', 'json', ...flags])).toMatchObject({ exitCode: 0 });
  });

  test.each(['aws-us-gov', 'aws-cn', 'aws-eusc'] as const)(
    'an organization of the partition %s is scanned, and its ARNs say so',
    async (partition) => {
      const opened = await open({ partition });
      const run = await opened.run(['scan', '--format', 'json']);
      expect(run.exitCode, run.stderr).toBe(0);
      const rows = await readView(opened.database.pool, 'aws_accesskey_details');
      expect(rows.map((row) => row['user_arn'])).toEqual([
        `arn:${partition}:iam::${management}:user/deploy`,
        `arn:${partition}:iam::${member}:user/deploy`,
      ]);
    },
  );

  test('empty pages, and accounts that tell only the retired Status, leave nobody out', async () => {
    const opened = await open({}, (organization) => {
      organization.emptyPages = true;
      for (let number = 1; number <= 24; number += 1)
        addAccount(organization, { id: String(230_000_000_000 + number), stateFields: 'status' });
    });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ coverage: { accounts: 26, scanned: 26 } });
  });

  test('an account without any state fails the listing, for nobody can say whether to scan it', async () => {
    const opened = await open({}, (organization) => {
      getAccount(organization, member).stateFields = 'neither';
    });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /neither State nor Status for account 220000000001.*\[account_state_unknown\]/,
    );
  });

  test('throttling that passes and reports that take their time cost calls, and no account', async () => {
    const opened = await open({}, undefined, {
      withoutReports: true,
      report: { readyAfterMs: 1500 },
      faults: [
        { action: 'iam:*', kind: 'throttle', times: 2 },
        { action: 'organizations:ListAccounts', kind: 'throttle', times: 1 },
        { action: 'iam:GetCredentialReport', kind: 'truncated-response', times: 1 },
      ],
    });
    const run = await opened.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      coverage: { scanned: 2, failed: 0 },
      highRiskKeys: 2,
    });
  });
});

describe('two organizations that share a database', () => {
  test('are scanned at the same time, each with its own credentials and to its own result', async () => {
    const stages: ScanStage[] = [];
    for (const [id, first] of [
      ['o-first00001', 100_000_000_000],
      ['o-second0001', 500_000_000_000],
    ] as const) {
      const organization = createOrganization({ id, managementAccountId: String(first) });
      for (let number = 1; number < 6; number += 1) {
        addAccount(organization, { id: String(first + number) });
        addRiskyUser(organization, String(first + number));
      }
      const latency = { 'iam:GetCredentialReport': { minMs: 300, maxMs: 300 } };
      stages.push(await openStage({ organization, latency }));
    }
    const DATABASE_URL = stages[0]?.database.url ?? '';
    const args = ['scan', '--concurrency', '2', '--format', 'json'];
    const runs = await Promise.all(
      stages.map((stage) => stage.run(args, { environment: { DATABASE_URL } })),
    );
    for (const stage of stages) await stage.close();
    for (const [index, run] of runs.entries()) {
      expect(run.exitCode, run.stderr).toBe(0);
      expect(JSON.parse(run.stdout)).toMatchObject({
        organizationId: stages[index]?.organization.id,
        coverage: { accounts: 6, scanned: 6, failed: 0 },
        highRiskKeys: 5,
      });
    }
  });
});

const resultViews = [
  'aws_staleuser_details',
  'aws_staleuser_summary',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
  'aws_accesskey_summary',
  'root_credentials',
] as const;

/** One user, never logged in, with one old key. */
function addRiskyUser(organization: SimulatedOrganization, accountId: string): void {
  const now = new Date();
  addUser(organization, accountId, { name: 'deploy', createdAt: daysBefore(now, 800) });
  addAccessKey(organization, accountId, 'deploy', {
    createdAt: daysBefore(now, 700),
    lastUsed: { at: daysBefore(now, 2), service: 's3' },
  });
}

function breakAccounts(organization: SimulatedOrganization): void {
  removeRole(organization, broken.role_missing_or_denied, 'OrganizationAccountAccessRole');
  getAccount(organization, broken.access_denied).deniedActions = ['iam:*'];
  getAccount(organization, broken.sts_region_disabled).regionDisabled = true;
}

/** After the reports were prepared: one is cut off, one is that of another account. */
function damageReports(organization: SimulatedOrganization): void {
  const truncated = getAccount(organization, broken.report_malformed);
  const whole = Buffer.from(renderCredentialReport(organization, truncated)).toString();
  replaceReport(truncated, whole.slice(0, whole.indexOf('\n') + 60));
  replaceReport(
    getAccount(organization, broken.report_account_mismatch),
    renderCredentialReport(organization, getAccount(organization, healthy)),
  );
}

function repairAccounts(organization: SimulatedOrganization): void {
  addRole(organization, broken.role_missing_or_denied, { name: 'OrganizationAccountAccessRole' });
  getAccount(organization, broken.access_denied).deniedActions = [];
  getAccount(organization, broken.sts_region_disabled).regionDisabled = false;
}

function toState(
  reason: string,
): 'SUSPENDED' | 'CLOSED' | 'PENDING_CLOSURE' | 'PENDING_ACTIVATION' {
  return reason.slice('account_'.length).toUpperCase() as 'SUSPENDED';
}

function swapOutcomes(
  accounts: Readonly<Record<string, string>>,
  state: string,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(accounts).map(([code, id]) => [id, [state, code]]));
}
