import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  getAccount,
  renderCredentialReport,
} from '@credsweep/simulator';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CredsweepRun, openStage, type ScanStage } from '@credsweep/testkit';
import { daysBefore } from './oracle/every-case-world.ts';
import type { ViewRecord } from './oracle/expected-views.ts';
import { readView } from './oracle/read-views.ts';

const management = '100000000001';
const member = '200000000001';
const password = 'hunter2-never-to-be-seen';
const views = [
  'aws_staleuser_details',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
  'aws_accesskey_summary',
  'root_credentials',
  'organization_trend',
] as const;

describe('what a command refuses', () => {
  let stage: ScanStage;
  let silentServer: Server;
  let silentPort: number;
  let before: readonly (readonly ViewRecord[])[];

  beforeAll(async () => {
    const organization = createOrganization();
    addAccount(organization, { id: member });
    addUser(organization, member, { name: 'deploy', createdAt: daysBefore(new Date(), 800) });
    addAccessKey(organization, member, 'deploy', { createdAt: daysBefore(new Date(), 700) });
    stage = await openStage({ organization });
    await stage.run(['scan', '--format', 'json']);
    before = await readAll(stage);
    silentServer = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silentServer, 'listening');
    silentPort = (silentServer.address() as AddressInfo).port;
    await mkdir(join(stage.folder, 'empty'));
    await mkdir(join(stage.folder, 'other-names'));
    await stage.write(join('other-names', 'credential-report.csv'), 'user,arn\n');
    await stage.write('a-file', 'not a folder');
    await stage.write('wrong.yaml', wrongPolicy);
    await stage.write('broken.yaml', 'staleAfterDays: 60\n  keyRotationDays: [90\n');
  });
  afterAll(async () => {
    silentServer?.close();
    await stage?.close();
  });

  /** Runs a command that must be refused, with one message and nothing else. */
  const refuse = async (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CredsweepRun> => {
    const run = await stage.run(args, { environment, timeoutMs: 50_000 });
    expect(run.stdout).toBe('');
    expect(run.stderr).not.toMatch(/\n\s+at .*(\.ts|\.js|node:)/);
    for (const secret of [password, stage.simulator.credentials.secretAccessKey])
      expect(run.stderr).not.toContain(secret);
    return run;
  };

  describe.concurrent('in its environment', () => {
    test.each<{
      readonly name: string;
      readonly environment: (at: ScanStage) => Readonly<Record<string, string>>;
      readonly exitCode: number;
      readonly code: string;
      readonly message: RegExp;
    }>([
      {
        name: 'a Redis where nobody answers',
        environment: () => ({ REDIS_URL: `redis://:${password}@127.0.0.1:1` }),
        exitCode: 1,
        code: 'redis_unreachable',
        message: /127\.0\.0\.1:1.*Check that Redis runs/,
      },
      {
        name: 'a database behind a server that never answers',
        environment: () => ({ DATABASE_URL: `postgres://me@127.0.0.1:${silentPort}/x` }),
        exitCode: 1,
        code: 'database_unreachable',
        message: /cannot be reached.*Check that it runs/,
      },
      {
        name: 'a wrong secret key',
        environment: () => ({ AWS_SECRET_ACCESS_KEY: password }),
        exitCode: 1,
        code: 'credentials_invalid',
        message: /did not accept.*aws sts get-caller-identity/,
      },
      {
        name: 'an unknown access key',
        environment: () => ({ AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA' }),
        exitCode: 1,
        code: 'credentials_invalid',
        message: /did not accept.*AWS_PROFILE/,
      },
      {
        name: 'no credentials at all',
        environment: () => ({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }),
        exitCode: 1,
        code: 'credentials_invalid',
        message: /No AWS credentials were found.*aws sso login/,
      },
      {
        name: 'an endpoint where nobody answers',
        environment: () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
        exitCode: 1,
        code: 'aws_unavailable',
        message: /ECONNREFUSED.*endpoint is set to http:\/\/127\.0\.0\.1:1/,
      },
      {
        name: 'a DATABASE_URL that is no URL',
        environment: () => ({ DATABASE_URL: 'nonsense' }),
        exitCode: 2,
        code: 'database_url_invalid',
        message: /looks like postgresql:\/\//,
      },
      {
        name: 'a DATABASE_URL of another database system',
        environment: () => ({ DATABASE_URL: `mysql://me:${password}@db.example/x` }),
        exitCode: 2,
        code: 'database_url_invalid',
        message: /looks like postgresql:\/\//,
      },
      {
        name: 'a database where nobody answers',
        environment: () => ({ DATABASE_URL: `postgres://me:${password}@127.0.0.1:1/x` }),
        exitCode: 1,
        code: 'database_unreachable',
        message: /127\.0\.0\.1:1 cannot be reached.*host and port/,
      },
      {
        name: 'a DATABASE_URL that leads to something else than PostgreSQL',
        environment: (at) => ({
          DATABASE_URL: `postgres://me@${new URL(at.simulator.endpoint).host}/x`,
        }),
        exitCode: 1,
        code: 'database_unreachable',
        message: /cannot be reached/,
      },
      {
        name: 'a wrong database password',
        environment: (at) => ({ DATABASE_URL: withUser(at.database.url, 'stranger', password) }),
        exitCode: 1,
        code: 'database_denied',
        message: /refused the login.*user, password and database/,
      },
      {
        name: 'a database that does not exist',
        environment: (at) => ({ DATABASE_URL: new URL('/nowhere', at.database.url).href }),
        exitCode: 1,
        code: 'database_denied',
        message: /nowhere.*does not exist/,
      },
      {
        name: 'a REDIS_URL that is no URL',
        environment: () => ({ REDIS_URL: 'nonsense' }),
        exitCode: 2,
        code: 'redis_url_invalid',
        message: /Write redis:\/\//,
      },
      {
        name: 'a REDIS_URL that leads to something else than Redis',
        environment: (at) => ({ REDIS_URL: `redis://${new URL(at.simulator.endpoint).host}` }),
        exitCode: 1,
        code: 'redis_un',
        message: /Redis at 127\.0\.0\.1/,
      },
    ])(
      '$name is refused with its code and what to do',
      { timeout: 60_000 },
      async ({ environment, exitCode, code, message }) => {
        const run = await refuse(['scan', '--format', 'json'], environment(stage));
        expect(run.stderr).toMatch(message);
        expect(run.stderr).toMatch(new RegExp(`\\[${code}\\w*\\]`));
        expect(run.exitCode, run.stderr).toBe(exitCode);
        expect(run.stderr.match(/^credsweep: /gm)).toHaveLength(1);
      },
    );
  });

  describe.concurrent('on its command line', () => {
    test.each<{
      readonly args: readonly string[];
      readonly code: string;
      readonly messages: readonly RegExp[];
    }>([
      {
        args: [
          'scan',
          '--account=12',
          '--exclude=prod',
          '--ou=Prod',
          '--role-name=a role',
          '--external-id=é',
          '--stale-after-days=-1',
          '--key-rotation-days=ten',
          '--key-ids=some',
          '--concurrency=0',
          '--fail-on=everything',
        ],
        code: 'usage_invalid',
        messages: [
          /--account "12" is not an AWS account id/,
          /--exclude "prod" is not an AWS account id/,
          /--ou "Prod" is not the id of an organizational unit/,
          /--role-name "a role" is not the name of an IAM role/,
          /--external-id "é" is not an external id/,
          /--stale-after-days "-1" /,
          /--key-rotation-days "ten" is not a number/,
          /--key-ids "some" is none of flagged, all/,
          /--concurrency "0" /,
          /--fail-on "everything" is none of/,
        ],
      },
      {
        args: ['scan', '--as-of', '2026-01-01', '--detach', '--resume', '1'],
        code: 'usage_invalid',
        messages: [/--detach and --resume/, /--as-of is only for --from-reports/],
      },
      {
        args: (
          'scan --from-reports empty --ou r-simu --role-name Reader --external-id abc --key-ids all ' +
          '--owner-tag owner --owner-account-tag team --account 123456789012 --policy cis'
        ).split(' '),
        code: 'usage_invalid',
        messages: [
          /--from-reports and --ou: .*--account and --exclude/,
          /--from-reports and --role-name: AWS is not asked/,
          /--from-reports and --external-id: /,
          /--from-reports and --key-ids: /,
          /--from-reports and --owner-tag: .*--owner-map/,
          /--from-reports and --owner-account-tag: .*--owner-map names owners \[usage_invalid\]\n$/,
        ],
      },
      {
        args: ['scan', '--from-reports', 'empty', '--as-of', 'yesterday'],
        code: 'usage_invalid',
        messages: [/--as-of "yesterday" is not an ISO 8601 time/],
      },
      {
        args: ['scan', '--resume', 'last'],
        code: 'usage_invalid',
        messages: [/"last" is not the number of a scan.*credsweep status/],
      },
      {
        args: ['scan', '--resume', '4711'],
        code: 'scan_not_found',
        messages: [/no scan 4711.*credsweep status/],
      },
      {
        args: ['scan', '--resume', '1'],
        code: 'scan_not_resumable',
        messages: [/Scan 1 is completed.*Start a new one/],
      },
      {
        args: ['status', '4711'],
        code: 'scan_not_found',
        messages: [/no scan 4711.*credsweep status/],
      },
      {
        args: ['report', '--scan', '4711', '--table', 'root_credentials'],
        code: 'scan_not_found',
        messages: [/no scan 4711/],
      },
      {
        args: ['report', '--table', 'aws_accesskeys'],
        code: 'usage_invalid',
        messages: [/no view "aws_accesskeys"/, /aws_accesskey_details/, /organization_trend/],
      },
      {
        args: ['report', '--format', 'csv'],
        code: 'usage_invalid',
        messages: [/name a view with --table/],
      },
      {
        args: ['scan', '--policy', 'no-such.yaml'],
        code: 'policy_invalid',
        messages: [
          /"no-such.yaml" is neither a preset \(default, netwrix, cis, pci, aws\) nor a file/,
        ],
      },
      {
        args: ['scan', '--policy', 'empty'],
        code: 'policy_invalid',
        messages: [/"empty".*EISDIR/],
      },
      {
        args: ['scan', '--policy', 'wrong.yaml'],
        code: 'policy_invalid',
        messages: [
          /wrong\.yaml:1:\d+: staleAfterDays: /,
          /wrong\.yaml:2:\d+: keyRotationDay: there is no such setting \(Did you mean keyRotationDays\?\)/,
          /wrong\.yaml:3:\d+: staleRule: /,
          /wrong\.yaml:4:\d+: ageBandsDays: the bounds must ascend/,
          /wrong\.yaml:6:\d+: exemptions\.0\.expires: /,
          /wrong\.yaml:7:\d+: exemptions\.1\.account: put it in quotes/,
        ],
      },
      {
        args: ['scan', '--policy', 'broken.yaml'],
        code: 'policy_invalid',
        messages: [/broken\.yaml cannot be used:\n {2}broken\.yaml:\d:\d+: /],
      },
      {
        args: ['scan', '--from-reports', 'nowhere'],
        code: 'reports_folder_invalid',
        messages: [/nowhere cannot be used: it does not exist.*ACCOUNT_ID\.csv/],
      },
      {
        args: ['scan', '--from-reports', 'empty'],
        code: 'reports_folder_invalid',
        messages: [/it is empty.*aws iam get-credential-report/],
      },
      {
        args: ['scan', '--from-reports', 'a-file'],
        code: 'reports_folder_invalid',
        messages: [/it is not a folder/],
      },
      {
        args: ['scan', '--from-reports', 'other-names'],
        code: 'reports_folder_invalid',
        messages: [/only: credential-report\.csv/],
      },
      {
        args: ['scan', '--exclude', management, '--exclude', member],
        code: 'selection_empty',
        messages: [/No account of the organization is left/],
      },
      {
        args: ['scan', '--ou', 'ou-none-existing1'],
        code: 'selection_empty',
        messages: [/organizational units are named by id/],
      },
      {
        args: ['report', '--out', 'a-file'],
        code: 'usage_invalid',
        messages: [/a-file.*a-file is a file\. Name a folder/],
      },
      {
        args: ['report', '--out', '/proc/x'],
        code: 'usage_invalid',
        messages: [/cannot be written to --out "\/proc\/x".*Name a folder/],
      },
    ])(
      '$args exits with 2 and says everything that is wrong',
      { timeout: 60_000 },
      async ({ args, code, messages }) => {
        const run = await refuse(args);
        for (const message of messages) expect(run.stderr).toMatch(message);
        expect(run.stderr).toContain(`[${code}]`);
        expect(run.exitCode, run.stderr).toBe(2);
      },
    );

    test.each([
      { args: ['scann'], message: /unknown command 'scann'\s+\(Did you mean scan\?\)/ },
      { args: ['scan', '--polcy', 'cis'], message: /unknown option '--polcy'.*\s*.*--policy/ },
      { args: ['report', '--format', 'xml'], message: /Allowed choices are table, json/ },
      { args: ['report', '--format', 'jsn'], message: /\(Did you mean json\?\)/ },
      { args: ['completion', 'fsh'], message: /\(Did you mean fish\?\)/ },
      { args: ['scan', 'cancle', '7'], message: /\(Did you mean cancel\?\)/ },
      {
        args: ['alerts', 'lst'],
        message: /Did you mean list\?\)\n\(credsweep alerts --help tells/,
      },
      { args: ['report', '--table', 'highrisk'], message: /Did you mean aws_accesskey_highrisk\?/ },
      { args: ['report', '--policy', 'csi'], message: /"csi" is neither a preset \(default/ },
      { args: ['scan', '--policy', 'netwirx'], message: /\(Did you mean netwrix\?\)/ },
      { args: ['scan', '--key-ids', 'flaged'], message: /\(Did you mean flagged\?\)/ },
      { args: ['roles', 'terrafrom'], message: /\(Did you mean terraform\?\)/ },
      { args: ['scan', '--account'], message: /argument missing/ },
      { args: ['status', '1', '2'], message: /too many arguments/ },
      { args: [], message: /Usage: credsweep/ },
    ])('$args is a typo, which is told with a hint', async ({ args, message }) => {
      const run = await refuse(args);
      expect(run.stderr).toMatch(message);
      expect(run.exitCode).toBe(2);
    });
  });

  test('expired credentials are told apart from wrong ones', async () => {
    stage.simulator.setFaults([{ action: 'sts:GetCallerIdentity', kind: 'expired-credentials' }]);
    const run = await refuse(['scan']);
    stage.simulator.setFaults([]);
    expect(run.stderr).toMatch(/have expired.*aws sso login.*\[credentials_expired\]/);
    expect(run.exitCode).toBe(1);
  });

  test.each([
    [['scan', '--from-reports', 'nowhere']],
    [['scan', '--role-name', 'a role']],
    [['report', '--scan', '4711']],
  ])('%j, which fails, leaves no folder for its report behind', async (args) => {
    await mkdir(join(stage.folder, 'kept'), { recursive: true });
    for (const out of ['made/for/report', 'kept'])
      expect(await refuse([...args, '--out', out])).toMatchObject({ exitCode: 2 });
    const names = await readdir(stage.folder);
    expect(names).not.toContain('made');
    expect(names).toContain('kept');
  });

  test('a configuration file is refused with every problem and its line', async () => {
    await stage.write(
      'credsweep.config.yaml',
      'concurrency: many\nroleNam: Auditor\naccount: [123]\nfailOn: [panic]\n',
    );
    const run = await refuse(['scan']);
    await stage.write('credsweep.config.yaml', '');
    for (const message of [
      /credsweep\.config\.yaml:1:\d+: concurrency: is not a number/,
      /credsweep\.config\.yaml:2:\d+: roleNam: there is no such setting \(Did you mean roleName\?\)/,
      /credsweep\.config\.yaml:3:\d+: account\.0: /,
      /credsweep\.config\.yaml:4:\d+: failOn\.0: is none of/,
    ])
      expect(run.stderr).toMatch(message);
    expect(run.stderr).toContain('[config_invalid]');
    expect(run.exitCode).toBe(2);
  });

  test.each([
    {
      name: 'a database that a newer credsweep has made',
      sql: `insert into credsweep.migration values (9999, '9999_be_newer.sql', 'x')`,
      undo: `delete from credsweep.migration where number = 9999`,
      code: 'database_newer',
    },
    {
      name: 'a database whose migrations are not those of this program',
      sql: `update credsweep.migration set checksum = 'x' || checksum where number = 1`,
      undo: `update credsweep.migration set checksum = substr(checksum, 2) where number = 1`,
      code: 'database_migration_changed',
    },
  ])('$name is left alone by every command', async ({ sql, undo, code }) => {
    await stage.database.pool.query(sql);
    const commands = [['scan'], ['report'], ['status'], ['db', 'migrate'], ['worker']];
    const runs = await Promise.all(commands.map((args) => refuse(args)));
    await stage.database.pool.query(undo);
    for (const run of runs) {
      expect(run.stderr).toMatch(/Nothing was changed/);
      expect(run.stderr).toContain(`[${code}]`);
      expect(run.exitCode).toBe(1);
    }
  });

  test('after all this, what was there before is still there', async () => {
    expect(before[0]).toHaveLength(1);
    expect(await readAll(stage)).toEqual(before);
    const { rows } = await stage.database.pool.query(
      `select distinct error_code from credsweep.scan where state <> 'completed'`,
    );
    expect(rows.map((row) => row.error_code).filter((code) => code !== 'selection_empty')).toEqual(
      [],
    );
  });
});

describe('a folder of reports of which some are damaged', () => {
  let stage: ScanStage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });

  test('fails each damaged one with its line, and reads the others', async () => {
    const organization = createOrganization();
    const ids = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `50000000000${number}`);
    for (const id of ids) {
      addAccount(organization, { id });
      addUser(organization, id, { name: 'deploy', createdAt: daysBefore(new Date(), 100) });
    }
    stage = await openStage({ organization });
    const [good = '', truncated, foreign, unknownCell, utf16, base64, noHeader, semicolons] = ids;
    const csvOf = (id = ''): string =>
      Buffer.from(renderCredentialReport(organization, getAccount(organization, id))).toString();
    const files = new Map<string | undefined, string | Uint8Array>([
      [good, csvOf(good)],
      [truncated, csvOf(truncated).slice(0, -30)],
      [foreign, csvOf(good)],
      [unknownCell, csvOf(unknownCell).replace(/deploy(.*?),false,/, 'deploy$1,maybe,')],
      [utf16, Buffer.from(`\ufeff${csvOf(utf16)}`, 'utf16le')],
      [base64, Buffer.from(csvOf(base64)).toString('base64')],
      [noHeader, csvOf(noHeader).split('\n').slice(1).join('\n')],
      [semicolons, csvOf(semicolons).replaceAll(',', ';')],
    ]);
    await mkdir(join(stage.folder, 'reports'));
    for (const [id, content] of files) await stage.write(join('reports', `${id}.csv`), content);

    const run = await stage.run(['scan', '--from-reports', 'reports', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(3);
    const summary = JSON.parse(run.stdout);
    expect(summary).toMatchObject({
      users: 1,
      coverage: { accounts: 8, scanned: 1, failed: 7 },
    });
    expect(summary.failures).toEqual([
      failure(truncated, 'report_malformed', /line 3.* save the report of the account anew/),
      failure(foreign, 'report_account_mismatch', /of account 500000000001 \(line 2\)/),
      failure(unknownCell, 'report_malformed', /line 3, column password_enabled: "maybe"/),
      failure(utf16, 'report_malformed', /UTF-16.*UTF-8/),
      failure(base64, 'report_malformed', /base64 --decode/),
      failure(noHeader, 'report_malformed', /header lacks user, arn/),
      failure(semicolons, 'report_malformed', /separated by semicolons.* no spreadsheet/),
    ]);
    // AWS was not asked, and would not be by another scan.
    expect(run.stdout).not.toContain('Scan the account again');
    const rows = await readView(stage.database.pool, 'aws_staleuser_summary');
    expect(rows.map((row) => row['account_id'])).toEqual([good]);
  });
});

/** A policy with a problem on nearly every line. */
const wrongPolicy = `staleAfterDays: soon
keyRotationDay: 90
staleRule: sometimes
ageBandsDays: [90, 30]
exemptions:
  - { user: "ci-*", reason: "robots", expires: someday }
  - { account: 123456789012, reason: "a number", expires: 2027-01-01 }
`;

function failure(accountId: string | undefined, code: string, message: RegExp): object {
  return { accountId, code, message: expect.stringMatching(message) };
}

function withUser(url: string, user: string, userPassword: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = userPassword;
  return changed.href;
}

function readAll(stage: ScanStage): Promise<readonly (readonly ViewRecord[])[]> {
  return Promise.all(views.map((view) => readView(stage.database.pool, view)));
}
