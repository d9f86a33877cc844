import { addAccount, createOrganization } from '@credsweep/simulator';
import { openStage, runCredsweep, type CredsweepRun, type ScanStage } from '@credsweep/testkit';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPackages, type Installation } from './packed/install-packages.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const accountId = '123456789012';

/** Commands that print something and end, and words of what they print. */
const printed = [{ args: ['roles', 'cloudformation'], words: 'AWS::IAM::Role' }] as const;

describe('the packages, packed and installed by npm', { timeout: 120_000 }, () => {
  let installed: Installation;

  beforeAll(async () => {
    installed = await installPackages();
  }, 300_000);
  afterAll(() => installed?.remove());

  // Most of these wait for servers and the disk.
  describe.concurrent.each([
    { name: 'the oldest Node.js they are for', node: () => installed.oldestNode },
    { name: 'the Node.js of the repository', node: () => process.execPath },
  ])('on $name', ({ node }) => {
    let stage: ScanStage;

    beforeAll(async () => {
      const organization = createOrganization();
      for (const id of ['200000000001', '200000000002']) addAccount(organization, { id });
      stage = await openStage({ organization });
    });
    afterAll(() => stage?.close());

    test('tell their version', async () => {
      const { version } = await readManifest('credsweep');
      expect(await run(['--version'])).toMatchObject({
        exitCode: 0,
        stdout: `${String(version)}\n`,
      });
    });

    test('show the demo, with an embedded PostgreSQL and a simulated organization', async () => {
      const home = await mkdtemp(join(installed.folder, 'home-'));
      const environment = { CREDSWEEP_HOME: home, DATABASE_URL: '' };
      const demo = await run(['demo', '--format', 'json'], environment);
      expect(demo).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(demo.stdout)).toMatchObject({
        state: 'completed',
        coverage: { scanned: 25, failed: 2, skipped: 3 },
      });
      const page = await readFile(join(home, 'demo-report', 'report.html'), 'utf8');
      expect(page).toContain('<svg');
    });

    test('find nothing wrong with database, queue and AWS, and scan an organization', async () => {
      expect(await run(['doctor'])).toMatchObject({ exitCode: 0 });
      const scan = await run(['scan', '--format', 'json']);
      expect(scan).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(scan.stdout)).toMatchObject({ coverage: { scanned: 3, percent: 100 } });
    });

    test.each(printed)('print what is asked for by $args', async ({ args, words }) => {
      const { exitCode, stdout } = await run(args);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(words);
    });

    test('ask what they need with init, and find nothing wrong with it', async () => {
      const workingFolder = await mkdtemp(join(installed.folder, 'begun-'));
      const begun = await run(
        ['init', '--yes', '--database', 'postgres', '--policy', 'cis'],
        {},
        workingFolder,
      );
      expect(begun).toMatchObject({ exitCode: 0 });
      expect(await readFile(join(workingFolder, 'credsweep.config.yaml'), 'utf8')).toContain(
        '\npolicy: "cis"\n',
      );
      expect(await run(['doctor'], {}, workingFolder)).toMatchObject({ exitCode: 0 });
    });

    test('judge credential reports of a folder, in a database of their own', async () => {
      const home = await mkdtemp(join(installed.folder, 'home-'));
      const reports = join(stage.folder, 'reports');
      await mkdir(reports, { recursive: true });
      const asOf = new Date('2026-11-21T12:00:00Z');
      await writeFile(join(reports, `${accountId}.csv`), renderReport(asOf));
      const { exitCode, stdout } = await run(
        ['scan', '--from-reports=reports', `--as-of=${asOf.toISOString()}`, '--format=json'],
        { CREDSWEEP_HOME: home, DATABASE_URL: '' },
      );
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ users: 2, staleUsers: 1, highRiskKeys: 1 });
    });

    test('are a library by the words of its README', async () => {
      const [first = '', second = ''] = await readExamples();
      expect(await runExample(first, new Date())).toBe(
        'bob key 1 medium rotation_overdue\nbob no_password\n',
      );
      // The time that the second example gives.
      expect(await runExample(second, new Date('2026-11-21T12:00:00Z'))).toBe(
        'cis 2 1\nstrict 2 1\naws with policy.yaml 0 1\n',
      );
    });

    /** Runs the installed program on the stage; an empty variable unsets it. */
    function run(
      args: readonly string[],
      environment: Readonly<Record<string, string>> = {},
      workingFolder = stage.folder,
    ): Promise<CredsweepRun> {
      return runCredsweep(args, {
        node: node(),
        program: installed.program,
        workingFolder,
        environment: { ...stage.environment, ...environment },
        timeoutMs: 60_000,
      });
    }

    /** Runs a program beside the report of its account, in a folder of the installation. */
    async function runExample(text: string, asOf: Date): Promise<string> {
      const cwd = await mkdtemp(join(installed.folder, 'example-'));
      await writeFile(join(cwd, `${accountId}.csv`), renderReport(asOf));
      await writeFile(join(cwd, 'example.mjs'), text);
      return (await promisify(execFile)(node(), ['example.mjs'], { cwd })).stdout;
    }
  });

  test.each([
    { compiler: 'typescript 7', path: 'node_modules/typescript/bin/tsc' },
    { compiler: 'typescript 5', path: 'test/node_modules/typescript/bin/tsc' },
  ])('have types that $compiler checks a program with', async ({ path }) => {
    const [example = ''] = await readExamples();
    const wrong = `import { judgeCredentialReport } from '@credsweep/core';
const judged = judgeCredentialReport('', { accountId: '${accountId}', asOf: new Date() });
export const count: string = judged.summary.staleUserCount;
export const days: number | null = judged.users.at(0)?.daysSinceLogin ?? null;
judgeCredentialReport('', { accountId: 1, asOf: new Date() });
`;
    const folder = await mkdtemp(join(installed.folder, 'types-'));
    // The example reads a file; a program needs types of Node.js for that, and the packages need none.
    await writeFile(join(folder, 'node.d.ts'), nodeTypes);
    await writeFile(join(folder, 'example.mts'), example);
    await writeFile(join(folder, 'wrong.mts'), wrong);
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          moduleResolution: 'nodenext',
          target: 'es2022',
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: [],
        },
        include: ['*.mts', '*.d.ts'],
      }),
    );
    const failure: unknown = await promisify(execFile)(process.execPath, [
      join(repository, path),
      '-p',
      folder,
      '--pretty',
      'false',
    ]).catch((error: unknown) => error);
    const { stdout } = failure as { readonly stdout: string };
    expect(stdout.match(/^.*error TS\d+/gm)).toEqual([
      expect.stringMatching(/wrong\.mts\(3,14\): error TS2322$/),
      expect.stringMatching(/wrong\.mts\(5,29\): error TS2322$/),
    ]);
  });

  test('have a README, a licence, compiled files and no source of development', async () => {
    const { version: oldest } = await readManifest('oldest-node');
    for (const name of globSync('{credsweep,@credsweep/*}', {
      cwd: join(installed.folder, 'node_modules'),
    })) {
      const folder = join(installed.folder, 'node_modules', name);
      const files = globSync('**/*.*', { cwd: folder, exclude: ['node_modules'] });
      expect(files, name).toEqual(expect.arrayContaining(['README.md', 'package.json']));
      expect(globSync('LICENSE', { cwd: folder }), name).toEqual(['LICENSE']);
      const wrong = files.filter((file) =>
        /(?<!\.d)\.ts$|\.test\.|fixture|testing|tsconfig|\.tsbuildinfo$/.test(file),
      );
      expect(wrong, name).toEqual([]);
      const manifest = await readManifest(name);
      expect(manifest, name).toMatchObject({
        license: 'Apache-2.0',
        type: 'module',
        engines: { node: `^${String(oldest)} || >=24.0.0` },
      });
      expect(manifest, name).not.toHaveProperty('private');
      expect(manifest, name).not.toHaveProperty('devDependencies');
    }
  });

  test('carry every style and script of the pages, and every migration', async () => {
    const assets = globSync('packages/*/{src/**/*.{css,js},migrations/*}', { cwd: repository });
    expect(assets.length).toBeGreaterThan(15);
    for (const asset of assets) {
      const [, folder = '', ...path] = asset.split('/');
      const copy = join('@credsweep', folder, ...path).replace(/\/src\//, '/dist/');
      const packed = await readFile(join(installed.folder, 'node_modules', copy));
      expect(packed.equals(await readFile(join(repository, asset))), asset).toBe(true);
    }
  });

  test('hold the sources of what is compiled in their source maps', async () => {
    const dist = join(installed.folder, 'node_modules/@credsweep/core/dist');
    const map = JSON.parse(await readFile(join(dist, 'owners/tags.js.map'), 'utf8')) as {
      readonly sources: readonly string[];
      readonly sourcesContent: readonly string[];
    };
    expect(map.sources).toEqual(['../../src/owners/tags.ts']);
    const source = await readFile(join(repository, 'packages/core/src/owners/tags.ts'), 'utf8');
    expect(map.sourcesContent).toEqual([source]);
  });

  test('leave tests and benches at home', () => {
    const names = installed.tarballs.map((name) => name.replace(/-\d.*$/, ''));
    const folders = globSync('packages/*/package.json', { cwd: repository })
      .map((file) => file.split('/').at(-2) ?? '')
      .filter((folder) => folder !== 'testkit');
    const expected = folders.map((folder) =>
      folder === 'cli' ? 'credsweep' : `credsweep-${folder}`,
    );
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  test('come with checksums, licences, and a bill of every package that is installed', async () => {
    await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: installed.release,
    });
    const bill = JSON.parse(
      await readFile(join(installed.release, 'credsweep.cdx.json'), 'utf8'),
    ) as { readonly bomFormat: string; readonly components: readonly { name: string }[] };
    expect(bill.bomFormat).toBe('CycloneDX');
    const billed = new Set(bill.components.map(({ name }) => name));
    const { packages } = JSON.parse(
      await readFile(join(installed.folder, 'node_modules/.package-lock.json'), 'utf8'),
    ) as { readonly packages: Readonly<Record<string, { dev?: boolean }>> };
    const production = Object.entries(packages)
      .filter(([, { dev }]) => dev !== true)
      .map(([path]) => path.split('node_modules/').at(-1) ?? '');
    expect(production.length).toBeGreaterThan(100);
    expect(production.filter((name) => !billed.has(name))).toEqual([]);
    const licences = await readFile(join(installed.release, 'licences.md'), 'utf8');
    expect(licences).toMatch(/^\| pg \| [\d.]+ \| MIT \|$/m);
  });

  async function readManifest(name: string): Promise<Readonly<Record<string, unknown>>> {
    const file = join(installed.folder, 'node_modules', name, 'package.json');
    return JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
  }

  /** The programs of the README that is installed with the library. */
  async function readExamples(): Promise<readonly string[]> {
    const readme = join(installed.folder, 'node_modules/@credsweep/core/README.md');
    const text = await readFile(readme, 'utf8');
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = '']) => program);
  }
});

const nodeTypes = `declare module 'node:fs/promises' {
  export function readFile(path: string, encoding: 'utf8'): Promise<string>;
}
`;

/** The report of an account with a user who logged in 50 days ago, and one without a password whose key is 400 days old. */
function renderReport(asOf: Date): string {
  const ago = (days: number): string =>
    new Date(asOf.getTime() - days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const key = ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'];
  const noKey = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const arn = `arn:aws:iam::${accountId}:`;
  const bob = ['bob', `${arn}user/bob`, ago(800), 'false', 'N/A', 'false'];
  const user = ['user', 'arn', 'user_creation_time'];
  const password = ['password_enabled', 'password_last_used', 'mfa_active'];
  const keys = [1, 2].flatMap((slot) => key.map((fact) => `access_key_${slot}_${fact}`));
  return [
    [...user, ...password, ...keys],
    ['<root_account>', `${arn}root`, ago(900), 'not_supported', 'N/A', 'true', ...noKey, ...noKey],
    ['alice', `${arn}user/alice`, ago(800), 'true', ago(50), 'true', ...noKey, ...noKey],
    bob.concat(['true', ago(400), ago(1), 'us-east-1', 's3'], noKey),
  ]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}
