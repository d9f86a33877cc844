import {
  addAccount,
  addRole,
  createOrganization,
  getAccount,
  setAccountState,
} from '@credsweep/simulator';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import {
  type CredsweepRun,
  openStage,
  type ScanStage,
  type StageOptions,
} from '@credsweep/testkit';

const management = '100000000001';
const members = ['200000000001', '200000000002', '200000000003'] as const;

describe('doctor where all is well', () => {
  test('says so of every part, ends with 0, and touches as few accounts as will do', async () => {
    const stage = await openTestStage();
    const { exitCode, checks, verdict } = await runDoctor(stage);
    expect(exitCode).toBe(0);
    // The simulator's endpoint is none of AWS.
    expect(verdict).toBe('warning');
    expect(checks.map(({ subject, name, verdict: each }) => `${subject} ${name} ${each}`)).toEqual([
      'settings policy ok',
      'database reachable ok',
      'database rights ok',
      'database clock ok',
      'database migrations ok',
      'queue rights ok',
      'queue schema ok',
      'aws endpoints warning',
      'aws caller ok',
      'aws organization ok',
      'aws access ok',
      'alerts channels ok',
    ]);
    expect(find(checks, 'caller').found).toBe(
      `arn:aws:iam::${management}:user/credsweep-hub, in account ${management} of partition aws; region us-east-1.`,
    );
    expect(find(checks, 'access').accountIds).toEqual([management, members[0]]);
    expect(stage.simulator.calls().byAction).toEqual({
      'sts:GetCallerIdentity': 1,
      'organizations:DescribeOrganization': 1,
      'organizations:ListAccounts': 1,
      'sts:AssumeRole': 1,
      'iam:GenerateCredentialReport': 2,
    });
  });

  test('prints a table for people, and prints no secret', async () => {
    const stage = await openTestStage();
    const run = await stage.run(['doctor', '--external-id', 'hush-hush']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/PostgreSQL\n {2}ok {7}reachable/);
    expect(run.stdout).toMatch(/\n11 ok · 1 warning · 0 failed\n$/);
    expectNoSecret(run, stage);
    expect(run.stdout + run.stderr).not.toContain('hush-hush');
  });

  test.skipIf(inject('redisUrl') === undefined)('checks Redis where there is one', async () => {
    const stage = await openTestStage({ environment: { REDIS_URL: inject('redisUrl') ?? '' } });
    const { exitCode, checks } = await runDoctor(stage);
    expect(exitCode).toBe(0);
    expect(checks.filter(({ subject }) => subject === 'queue').map(({ name }) => name)).toEqual([
      'reachable',
      'eviction',
      'persistence',
    ]);
  });

  test('without an organization is content with the account of the caller, and says why', async () => {
    const stage = await openTestStage({
      organization: createOrganization({ standalone: true }),
    });
    const { exitCode, checks } = await runDoctor(stage);
    expect(exitCode).toBe(0);
    expect(find(checks, 'organization')).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('is not in an AWS Organization'),
    });
    expect(find(checks, 'access').accountIds).toEqual([management]);
  });

  test('starts the embedded PostgreSQL where no other is named, and migrates nothing', async () => {
    const stage = await openTestStage();
    const environment = { DATABASE_URL: '', CREDSWEEP_HOME: 'data' };
    await mkdir(join(stage.folder, 'data'), { mode: 0o711 });
    const first = await runDoctor(stage, [], environment);
    expect(first.exitCode).toBe(0);
    expect(find(first.checks, 'embedded')).toMatchObject({ verdict: 'ok' });
    expect(find(first.checks, 'migrations')).toMatchObject({ verdict: 'warning' });
    const again = await runDoctor(stage, [], environment);
    expect(find(again.checks, 'migrations')).toMatchObject({ verdict: 'warning' });
  });
});

describe('doctor where accounts cannot be read', () => {
  test('tries one by default, which another account that cannot be read does not spoil', async () => {
    const stage = await openTestStage();
    getAccount(stage.organization, members[2]).roles = [];
    expect((await runDoctor(stage)).exitCode).toBe(0);
  });

  test('tries the accounts that are named, listed or not', async () => {
    const stage = await openTestStage();
    getAccount(stage.organization, members[2]).roles = [];
    const args = ['--account', members[2], '--account', members[1], '--account', members[2]];
    const { exitCode, checks } = await runDoctor(stage, args);
    expect(exitCode).toBe(1);
    expect(
      checks
        .filter(({ name }) => name === 'access')
        .map(({ code, accountIds }) => [code, accountIds]),
    ).toEqual([
      [null, [members[1]]],
      ['role_missing_or_denied', [members[2]]],
    ]);
  });

  test('with --all tries every active account, and groups those that fail by their cause', async () => {
    const stage = await openTestStage({ latency: { minMs: 20, maxMs: 40 } });
    const { organization } = stage;
    const denied = Array.from({ length: 6 }, (_, index) => `30000000000${index}`);
    for (const id of denied) addAccount(organization, { id, roles: [] });
    getAccount(organization, members[1]).deniedActions = ['iam:*'];
    setAccountState(organization, members[2], 'SUSPENDED');
    const { exitCode, checks } = await runDoctor(stage, ['--all', '--concurrency', '3']);
    expect(exitCode).toBe(1);
    const tried = checks.filter(({ name }) => name === 'access');
    expect(tried.map(({ code, accountIds }) => [code, accountIds])).toEqual([
      [null, [management, members[0]]],
      ['role_missing_or_denied', denied],
      ['access_denied', [members[1]]],
    ]);
    expect(tried[0]?.found).toContain('2 of 9 accounts can be read');
    expect(tried[1]?.found).toMatch(/^6 accounts cannot be read: 300000000000 .*and 1 more/);
    expect(tried[1]?.advice).toContain('credsweep roles iam-json');
    expect(stage.simulator.calls().byAccount[members[2]]).toBeUndefined();
  });

  test('enters by the role and the external id that are given', async () => {
    const stage = await openTestStage();
    for (const id of members)
      addRole(stage.organization, id, { name: 'Scanner', externalId: 'right' });
    const args = ['--all', '--role-name', 'Scanner', '--external-id'];
    expect((await runDoctor(stage, [...args, 'right'])).exitCode).toBe(0);
    expect((await runDoctor(stage, [...args, 'wrong'])).exitCode).toBe(1);
  });

  test('leaves out what the configuration file excludes from scans', async () => {
    const stage = await openTestStage();
    getAccount(stage.organization, members[2]).roles = [];
    await stage.write('credsweep.config.yaml', `exclude: ["${members[2]}"]\n`);
    const { exitCode, checks } = await runDoctor(stage, ['--all']);
    expect(exitCode).toBe(0);
    expect(find(checks, 'access').accountIds).toHaveLength(3);
  });
});

describe('doctor where the settings are wrong', () => {
  test('tells a wrong setting as a failed check, and goes on by flags and defaults', async () => {
    const stage = await openTestStage();
    await stage.write(
      'credsweep.config.yaml',
      `rolName: Scanner\npolicy: cis\nalerts:\n  channels:\n    siem: { type: json-lines, pathh: a }\n`,
    );
    const { exitCode, checks } = await runDoctor(stage);
    expect(exitCode).toBe(1);
    expect(find(checks, 'file')).toMatchObject({
      subject: 'settings',
      verdict: 'failed',
      code: 'config_invalid',
      advice: expect.stringMatching(/:1:1: rolName: .*Did you mean[^]*:5:\d+: .*pathh/),
    });
    expect(checks.filter(({ verdict }) => verdict === 'failed')).toHaveLength(1);
    expect(find(checks, 'access')).toMatchObject({ verdict: 'ok' });
    expect(find(checks, 'rights')).toMatchObject({ verdict: 'ok' });
  });

  test('names the rules of the policy that a scan would judge by, and the exemptions that are over', async () => {
    const stage = await openTestStage();
    await stage.write(
      'policy.yaml',
      'preset: cis\nexemptions:\n  - { user: "ci-*", reason: robots, expires: 2020-01-31 }\n  - { user: "bot", reason: robot, expires: 2199-12-31 }\n',
    );
    await stage.write(
      'credsweep.config.yaml',
      'policy: policy.yaml\nstaleAfterDays: 30\nowners: { map: owners.csv }\n',
    );
    await stage.write('owners.csv', 'account_id,user_name,owner\n*,*,cloud-platform\n');
    const { exitCode, checks } = await runDoctor(stage);
    expect(exitCode).toBe(0);
    expect(find(checks, 'policy')).toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(
        /over 30 days ago.* over 90 days ago.* 2 exemptions\. Expired: 1 \("robots", until 2020-01-31\)\.$/,
      ),
      advice: expect.stringContaining('policy file'),
    });
    expect(find(checks, 'owner map')).toMatchObject({ verdict: 'ok' });
  });

  test('fails by a policy and an owner map that cannot be used, each with what to do', async () => {
    const stage = await openTestStage();
    await stage.write(
      'credsweep.config.yaml',
      'policy: policy.yaml\nowners: { map: owners.csv }\n',
    );
    await stage.write('policy.yaml', 'staleAfterDays: soon\n');
    const { exitCode, checks } = await runDoctor(stage);
    expect(exitCode).toBe(1);
    expect(
      checks
        .filter(({ verdict }) => verdict === 'failed')
        .map(({ name, code, advice }) => [name, code, advice]),
    ).toEqual([
      ['policy', 'policy_invalid', expect.stringContaining('policy.yaml:1:17: staleAfterDays')],
      ['owner map', 'owner_map_invalid', expect.stringContaining('--owner-map')],
    ]);
  });
});

describe('doctor where something is down', () => {
  test('runs every other check, ends with 1, and says what to do about each', async () => {
    const stage = await openTestStage();
    const { exitCode, checks, run } = await runDoctor(stage, [], {
      DATABASE_URL: 'postgres://scanner:s3cret@127.0.0.1:1/credsweep',
      REDIS_URL: 'redis://:s3cret@127.0.0.1:1',
    });
    expect(exitCode).toBe(1);
    expect(checks.filter(({ verdict }) => verdict === 'failed').map(({ code }) => code)).toEqual([
      'database_unreachable',
      'redis_unreachable',
    ]);
    expect(find(checks, 'access')).toMatchObject({ verdict: 'ok' });
    expect(checks.filter(({ verdict, advice }) => verdict !== 'ok' && advice === null)).toEqual([]);
    expect(run.stdout + run.stderr).not.toContain('s3cret');
  });

  test('says of credentials that AWS does not know what to do, and checks the database', async () => {
    const stage = await openTestStage();
    const { exitCode, checks, run } = await runDoctor(stage, ['--all'], {
      AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA',
    });
    expect(exitCode).toBe(1);
    expect(find(checks, 'caller')).toMatchObject({
      verdict: 'failed',
      code: 'credentials_invalid',
      advice: expect.stringContaining('aws sts get-caller-identity'),
    });
    expect(find(checks, 'rights')).toMatchObject({ verdict: 'ok' });
    expectNoSecret(run, stage);
  });

  test('tries the account of the caller when the organization cannot be read', async () => {
    const stage = await openTestStage({
      faults: [{ action: 'organizations:*', kind: 'access-denied' }],
    });
    const { exitCode, checks } = await runDoctor(stage, ['--all']);
    expect(exitCode).toBe(0);
    expect(find(checks, 'organization')).toMatchObject({
      verdict: 'warning',
      advice: expect.stringContaining('organizations:DescribeOrganization'),
    });
    expect(find(checks, 'access').accountIds).toEqual([management]);
  });
});

describe('doctor used wrongly', () => {
  test('says what is wrong, with 2, and asks nobody', async () => {
    const stage = await openTestStage();
    const run = await stage.run(['doctor', '--all', '--account', '12']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/"12" is not an AWS account id[^]*--all and --account/);
    expect(stage.simulator.calls().total).toBe(0);
    await expect(access(join(stage.folder, '.credsweep'))).rejects.toThrow();
  });
});

type FoundCheck = {
  readonly subject: string;
  readonly name: string;
  readonly verdict: string;
  readonly found: string;
  readonly advice: string | null;
  readonly code: string | null;
  readonly accountIds: readonly string[];
};

async function openTestStage(options: Partial<StageOptions> = {}): Promise<ScanStage> {
  const organization = options.organization ?? createOrganization();
  if (!organization.standalone) for (const id of members) addAccount(organization, { id });
  const stage = await openStage({ ...options, organization });
  onTestFinished(() => stage.close());
  return stage;
}

async function runDoctor(
  stage: ScanStage,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<{
  readonly exitCode: number | null;
  readonly verdict: string;
  readonly checks: readonly FoundCheck[];
  readonly run: CredsweepRun;
}> {
  const run = await stage.run(['doctor', '--format', 'json', ...args], { environment });
  return { exitCode: run.exitCode, run, ...JSON.parse(run.stdout) };
}

function find(checks: readonly FoundCheck[], name: string): FoundCheck {
  const found = checks.find((check) => check.name === name);
  if (found === undefined) throw new Error(`No check ${name} in ${JSON.stringify(checks)}`);
  return found;
}

function expectNoSecret(run: CredsweepRun, { simulator }: ScanStage): void {
  expect(run.stdout + run.stderr).not.toContain(simulator.credentials.secretAccessKey);
}
