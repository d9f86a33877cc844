import { createPostgresLedger } from '@credsweep/postgres';
import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  getAccount,
  renderCredentialReport,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStage, type ScanStage, type StageOptions } from '@credsweep/testkit';
import { daysBefore } from './oracle/every-case-world.ts';
import { readView } from './oracle/read-views.ts';
import { awaitScan, enqueueScan, readValue, startWorker } from './service/stage-actions.ts';

const management = '100000000001';
const [payments, web] = ['200000000001', '200000000002'] as const;
const ownerMap = [
  'account_id,user_name,owner',
  `${payments},svc-*,robots@corp.example`,
  `${management},,"Platform, on call"`,
].join('\n');

describe('owners', { timeout: 60_000 }, () => {
  test('cost no call where nobody asks for them, and are not known then', async () => {
    const stage = await open();
    const { wire } = await scan(stage, []);
    expect(wire.byAction).not.toHaveProperty('iam:ListUserTags');
    expect(wire.byAction).not.toHaveProperty('organizations:ListTagsForResource');
    expect(await owners(stage)).toEqual(new Map(everyUser.map((user) => [user, null])));
  });

  test('by tag of the user cost exactly one call for each flagged user', async () => {
    const stage = await open();
    const { wire } = await scan(stage, ['--owner-tag', 'Owner']);
    expect(wire.byAction).toMatchObject({ 'iam:ListUserTags': flaggedUsers.length });
    expect(wire.byAction).not.toHaveProperty('organizations:ListTagsForResource');
    // Two of the four users of each account are flagged, one of them for three reasons.
    for (const id of [management, payments, web])
      expect(wire.byAccount[id]).toMatchObject({ 'iam:ListUserTags': 2 });
    expect(await owners(stage)).toEqual(
      new Map(everyUser.map((user) => [user, user.endsWith('ann') ? 'ann@corp.example' : null])),
    );

    const second = await scan(stage, ['--owner-tag', 'Owner']);
    expect(second.wire.byAction).toMatchObject({ 'iam:ListUserTags': flaggedUsers.length });
  });

  test('by tag of the account cost exactly one call for each account that is scanned', async () => {
    const stage = await open();
    const flags = ['--owner-account-tag', 'team', '--exclude', web];
    const { wire } = await scan(stage, flags);
    expect(wire.byAction).toMatchObject({ 'organizations:ListTagsForResource': 2 });
    expect(wire.byAction).not.toHaveProperty('iam:ListUserTags');
    const found = await owners(stage);
    expect(found.get(`${payments} svc-old`)).toBe('team-payments');
    expect(found.get(`${management} <root_account>`)).toBe('team-platform');
  });

  test('by map cost no call, and the map wins over the tag of the user, that one over the account', async () => {
    const stage = await open();
    await stage.write('owners.csv', ownerMap);
    const alone = await scan(stage, ['--owner-map', 'owners.csv']);
    expect(alone.wire.byAction).not.toHaveProperty('iam:ListUserTags');
    expect((await owners(stage)).get(`${payments} svc-young`)).toBe('robots@corp.example');

    await stage.write(
      'credsweep.config.yaml',
      'owners:\n  userTag: owner\n  accountTag: team\n  map: owners.csv\n',
    );
    await scan(stage, []);
    const found = await owners(stage);
    expect(Object.fromEntries(found)).toEqual({
      [`${management} <root_account>`]: 'Platform, on call',
      [`${management} ann`]: 'Platform, on call',
      [`${management} svc-old`]: 'Platform, on call',
      [`${management} svc-young`]: 'Platform, on call',
      [`${management} zoe`]: 'Platform, on call',
      [`${payments} ann`]: 'ann@corp.example',
      [`${payments} svc-old`]: 'robots@corp.example',
      [`${payments} svc-young`]: 'robots@corp.example',
      // Not flagged, so that its tags, which may name another owner, were not read.
      [`${payments} zoe`]: null,
      [`${web} ann`]: 'ann@corp.example',
      [`${web} svc-old`]: 'team-web',
      [`${web} svc-young`]: null,
      [`${web} zoe`]: null,
    });
    const findings = await readView(stage.database.pool, 'key_findings');
    expect(new Set(findings.map((row) => row['owner']))).toEqual(
      new Set(['Platform, on call', 'robots@corp.example', 'ann@corp.example', 'team-web']),
    );
    expect(
      (await readView(stage.database.pool, 'owner_summary')).map((row) => [
        row['owner'],
        row['account_count'],
        row['stale_user_count'],
        row['high_risk_key_count'],
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['Platform, on call', 1, 2, 3],
        ['ann@corp.example', 2, 2, 2],
        ['robots@corp.example', 1, 1, 1],
        ['team-web', 1, 1, 1],
      ]),
    );
  });

  test('come from the map on a worker elsewhere, which has never seen the file', async () => {
    const stage = await open();
    const map = await stage.write('owners.csv', ownerMap);
    const flags = ['--owner-map', 'owners.csv', '--owner-tag', 'owner'];
    const scanId = await enqueueScan(stage, flags);
    const added = await stage.run(['schedule', 'add', 'nightly', '--cron', '0 3 * * *', ...flags]);
    expect(added.exitCode, added.stderr).toBe(0);
    await rm(map);
    const worker = await startWorker(stage);
    await awaitScan(stage, scanId);
    worker.kill('SIGTERM');
    await worker.ended;
    const expected = await owners(stage);
    expect(expected.get(`${payments} svc-old`)).toBe('robots@corp.example');
    expect(expected.get(`${web} ann`)).toBe('ann@corp.example');

    // The schedule keeps the same map, for scans that start when the file has long changed.
    const ledger = createPostgresLedger(stage.database.pool);
    const started = await ledger.openScheduledScan('nightly', 'o-simulated1');
    const settings = 'select settings -> $2 from credsweep.scan where scan_id = $1';
    expect(started).toMatchObject({ kind: 'started' });
    expect(await readValue(stage, settings, [scanId + 1, 'owners'])).toEqual(
      await readValue(stage, settings, [scanId, 'owners']),
    );
  });

  test('that may not be read make accounts fail with the action to allow, and keep their old data', async () => {
    const stage = await open();
    await scan(stage, []);
    const member = getAccount(stage.organization, payments);
    member.deniedActions = ['iam:ListUserTags'];
    const run = await stage.run(['scan', '--format', 'json', '--owner-tag', 'owner']);
    expect(run.exitCode).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      staleUsers: 6,
      failures: [
        {
          accountId: payments,
          code: 'access_denied',
          message: expect.stringContaining('Allow "iam:ListUserTags"'),
        },
      ],
    });
  });

  test('of accounts that may not be read end the scan once, and not once for each account', async () => {
    const stage = await open();
    stage.organization.hub.allowedActions = [
      'sts:*',
      'iam:*',
      'organizations:DescribeOrganization',
      'organizations:ListAccounts',
    ];
    const run = await stage.run(['scan', '--owner-account-tag', 'team']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/may not call organizations:ListTagsForResource/);
    expect(stage.simulator.calls().byAction).not.toHaveProperty('iam:GenerateCredentialReport');
  });

  test('of accounts are not asked for where an account stands alone', async () => {
    const stage = await open({ organization: buildWorld({ standalone: true }) });
    const { wire } = await scan(stage, ['--owner-account-tag', 'team']);
    expect(wire.byAction).not.toHaveProperty('organizations:ListTagsForResource');
  });
});

describe('an exemption by tag', { timeout: 60_000 }, () => {
  const policy = [
    'exemptions:',
    '  - tag: { key: purpose, value: break-glass* }',
    '    reason: agreed',
    '    expires: 2999-12-31',
  ].join('\n');

  test('reads the tags of flagged users, and forgives them and their keys', async () => {
    const stage = await open();
    await stage.write('policy.yaml', policy);
    const { wire, summary } = await scan(stage, ['--policy', 'policy.yaml']);
    expect(wire.byAction).toMatchObject({ 'iam:ListUserTags': flaggedUsers.length });
    // Of nine flagged things in three accounts, ann's two are forgiven in each.
    expect(summary).toMatchObject({ staleUsers: 3, highRiskKeys: 4 });
    const users = await readView(stage.database.pool, 'aws_staleuser_details');
    expect(
      users.filter((row) => row['stale_reason'] === 'exempted').map((row) => row['user_name']),
    ).toEqual(['ann', 'ann', 'ann']);
    expect(await owners(stage)).toEqual(new Map(everyUser.map((user) => [user, null])));
  });

  test('holds in a report by another threshold, which is judged without a new scan', async () => {
    const stage = await open();
    await stage.write('policy.yaml', policy);
    await scan(stage, ['--policy', 'policy.yaml']);
    const report = ['report', '--format', 'ndjson', '--stale-after-days', '61'];
    const run = await stage.run([...report, '--table', 'aws_staleuser_details']);
    expect(run.exitCode, run.stderr).toBe(0);
    const rows = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(
      rows.filter((row) => row.is_stale).map((row) => `${row.account_id} ${row.user_name}`),
    ).toEqual([management, payments, web].map((id) => `${id} svc-old`));
  });

  test('does not hold for files of reports, which is said', async () => {
    const stage = await open();
    await stage.write('policy.yaml', policy);
    await stage.write('owners.csv', ownerMap);
    await mkdir(join(stage.folder, 'reports'));
    const account = getAccount(stage.organization, payments);
    await stage.write(
      `reports/${payments}.csv`,
      renderCredentialReport(stage.organization, account),
    );
    // A file of settings may be for scans of AWS, too.
    await stage.write('credsweep.config.yaml', 'owners: { userTag: owner }\n');
    const flags = ['--policy', 'policy.yaml', '--owner-map', 'owners.csv'];
    const run = await stage.run([
      'scan',
      '--from-reports',
      'reports',
      '--format',
      'json',
      ...flags,
    ]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/have no tags: owners come from the owner map only/);
    expect(run.stderr).toMatch(/have no tags: no exemption by tag holds/);
    expect(JSON.parse(run.stdout)).toMatchObject({ staleUsers: 2, highRiskKeys: 2 });
    expect((await owners(stage)).get(`${payments} svc-old`)).toBe('robots@corp.example');
    expect((await owners(stage)).get(`${payments} ann`)).toBeNull();
  });
});

describe('owners that cannot be asked for', () => {
  let refusing: ScanStage;
  beforeAll(async () => {
    refusing = await openStage({ organization: buildWorld() });
    await refusing.write('bad.csv', 'account_id,user_name,owner\n12,x,y\n123456789012,x,\n');
  });
  afterAll(() => refusing?.close());

  test.each([
    [
      'a map with several problems',
      ['--owner-map', 'bad.csv'],
      [/line 2: account_id "12"/, /line 3: owner is empty/, /owner_map_invalid/],
    ],
    [
      'a map that is not there',
      ['--owner-map', 'nowhere.csv'],
      [/"nowhere.csv" cannot be read.*ENOENT/],
    ],
    ['a tag without a key', ['--owner-tag', ' '], [/--owner-tag " " is not the key of a tag/]],
    [
      'a tag that is too long',
      ['--owner-account-tag', 'x'.repeat(129)],
      [/--owner-account-tag .*longer/],
    ],
    [
      'a scan that has its own settings',
      ['--only-failed', '1', '--owner-tag', 'x'],
      [/--only-failed and --owner-tag/],
    ],
  ])('%s: with 2, before anything is scanned', async (_name, flags, messages) => {
    const run = await refusing.run(['scan', ...flags]);
    expect(run.exitCode).toBe(2);
    for (const message of messages) expect(run.stderr).toMatch(message);
    expect(refusing.simulator.calls().total).toBe(0);
    expect(await readValue(refusing, 'select count(*)::integer from credsweep.scan')).toBe(0);
  });

  test('a section of the configuration file tells its problems with their lines', async () => {
    const stage = await open();
    await stage.write('credsweep.config.yaml', 'owners:\n  userTag: 7\n  tag: Owner\n');
    const run = await stage.run(['scan']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(
      /credsweep\.config\.yaml:2:\d+: owners\.userTag: is not the key of a tag/,
    );
    expect(run.stderr).toMatch(
      /credsweep\.config\.yaml:3:\d+: owners\.tag: there is no such setting/,
    );
  });

  test('flags win over the section of the configuration file, setting by setting', async () => {
    const stage = await open();
    await stage.write('credsweep.config.yaml', 'owners:\n  userTag: nope\n  accountTag: team\n');
    await scan(stage, ['--owner-tag', 'owner']);
    const found = await owners(stage);
    expect(found.get(`${web} ann`)).toBe('ann@corp.example');
    expect(found.get(`${web} svc-old`)).toBe('team-web');
  });
});

async function open(options: Partial<StageOptions> = {}): Promise<ScanStage> {
  const stage = await openStage({ organization: buildWorld(), ...options });
  onTestFinished(() => stage.close());
  return stage;
}

/** Scans, and finds the calls that are printed to be those on the wire. */
async function scan(stage: ScanStage, flags: readonly string[]) {
  stage.simulator.resetCalls();
  const run = await stage.run(['scan', '--format', 'json', ...flags]);
  expect(run.exitCode, run.stderr).toBe(0);
  const summary = JSON.parse(run.stdout);
  const wire = stage.simulator.calls();
  expect(summary.apiCalls).toEqual({ total: wire.total, byAction: wire.byAction });
  return { summary, wire };
}

/** Owners of users and of the root user's keys, by account and name. */
async function owners(stage: ScanStage): Promise<ReadonlyMap<string, unknown>> {
  const { pool } = stage.database;
  const rows = [
    ...(await readView(pool, 'aws_accesskey_details')),
    ...(await readView(pool, 'aws_staleuser_details')),
  ];
  return new Map(
    rows
      .map(
        (row) =>
          [`${String(row['account_id'])} ${String(row['user_name'])}`, row['owner']] as const,
      )
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

const everyUser = [
  `${management} <root_account>`,
  ...[management, payments, web].flatMap((id) =>
    ['ann', 'svc-old', 'svc-young', 'zoe'].map((name) => `${id} ${name}`),
  ),
].toSorted((left, right) => (left < right ? -1 : 1));
const flaggedUsers = everyUser.filter((user) => /ann|svc-old/.test(user));

/**
 * Three accounts with four users each: ann, stale and with an old key, has tags; svc-old, without a password, has an
 * old key and none; svc-young has signed in and has a young key; zoe has signed in.
 */
function buildWorld(options: { readonly standalone?: boolean } = {}): SimulatedOrganization {
  const now = new Date();
  const organization = createOrganization(options);
  const lastUsed = { at: daysBefore(now, 1), service: 's3' };
  const ids = options.standalone === true ? [management] : [management, payments, web];
  for (const [index, id] of ids.entries()) {
    if (id !== management) addAccount(organization, { id });
    getAccount(organization, id).tags = { team: `team-${['platform', 'payments', 'web'][index]}` };
    const createdAt = daysBefore(now, 900);
    const recent = { passwordEnabled: true, passwordLastUsedAt: daysBefore(now, 2) };
    const tags = { Owner: 'ann@corp.example', purpose: 'break-glass-7' };
    const idle = { passwordEnabled: true, passwordLastUsedAt: daysBefore(now, 300) };
    addUser(organization, id, { name: 'ann', createdAt, ...idle, tags });
    addUser(organization, id, { name: 'svc-old', createdAt });
    addUser(organization, id, { name: 'svc-young', createdAt, ...recent, tags });
    addUser(organization, id, { name: 'zoe', createdAt, ...recent });
    addAccessKey(organization, id, 'ann', { createdAt: daysBefore(now, 700), lastUsed });
    addAccessKey(organization, id, 'svc-old', { createdAt: daysBefore(now, 800), lastUsed });
    addAccessKey(organization, id, 'svc-young', { createdAt: daysBefore(now, 20), lastUsed });
  }
  addAccessKey(organization, management, '<root_account>', { createdAt: daysBefore(now, 30) });
  return organization;
}
