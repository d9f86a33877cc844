import { addAccount, createOrganization } from '@credsweep/simulator';
import { openStage, type ScanStage } from '@credsweep/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const program = fileURLToPath(new URL('../packages/cli/bin/credsweep.js', import.meta.url));
const fileName = 'credsweep.config.yaml';
const slackUrl = 'https://hooks.slack.example/services/s3cr3t';

describe('init without a terminal', () => {
  let stage: ScanStage;
  beforeAll(async () => {
    const organization = createOrganization();
    addAccount(organization, { id: '200000000001' });
    stage = await openStage({ organization, environment: { SLACK_WEBHOOK_URL: slackUrl } });
  });
  afterAll(() => stage?.close());

  const readWritten = (): Promise<string> => readFile(join(stage.folder, fileName), 'utf8');

  test('writes nothing unless it is told to take the defaults', async () => {
    const run = await stage.run(['init']);
    expect(run.stderr).toMatch(/no terminal to ask them on\..*--yes.*\[terminal_missing\]/);
    expect(run.exitCode).toBe(2);
    const wrong = await stage.run(['init', '--yes', '--external-id', 'é', '--policy', 'ciss']);
    expect(wrong.stderr).toMatch(/--external-id "é" is not an external id/);
    const unknown = await stage.run(['init', '--yes', '--policy', 'ciss']);
    expect(unknown.stderr).toMatch(/"ciss" is neither a preset.*\(Did you mean cis\?\)/);
    expect(await readdir(stage.folder)).not.toContain(fileName);
  });

  test('writes what flags say, lets the doctor look, and names the next commands', async () => {
    const run = await stage.run([
      'init',
      '--yes',
      '--policy=cis',
      '--key-rotation-days=120',
      '--database=postgres',
      '--alert-channel=slack',
      '--owner-account-tag=team',
    ]);
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    expect(run.stdout).toMatch(
      /is written\.[^]*PostgreSQL\n.*ok[^]*Alerts\n {2}ok .*security \(slack\)/,
    );
    expect(run.stdout).toMatch(/Next:\n {2}credsweep alerts test security\n {2}credsweep scan\n$/);
    const written = await readWritten();
    expect(written).toMatch(
      /^policy: "cis"\n[^]*^keyRotationDays: 120\n[^]*^ {2}accountTag: "team"$/m,
    );
    expect(written).toContain('url: ${SLACK_WEBHOOK_URL}');
    expect(written).not.toContain('s3cr3t');
  });

  test('leaves a file that is there, unless it is told to overwrite it', async () => {
    const before = await readWritten();
    const refused = await stage.run(['init', '--yes']);
    expect(refused.stderr).toMatch(/already, and it was left as it is.*--force.*\[config_exists\]/);
    expect(refused.exitCode).toBe(2);
    expect(await readWritten()).toBe(before);
    const forced = await stage.run(['init', '--yes', '--force', '--skip-doctor']);
    expect(forced.stdout).toMatch(
      /^credsweep\.config\.yaml is written\.\n\nNext:\n {2}credsweep doctor\n/,
    );
    expect(await readWritten()).toContain('policy: "default"');
    expect((await readdir(stage.folder)).filter((name) => name.startsWith(fileName))).toEqual([
      fileName,
    ]);
  });

  test('does not let the doctor look at another database than the one that is meant', async () => {
    const run = await stage.run(['init', '--yes', '--force', '--database', 'postgres'], {
      environment: { DATABASE_URL: '' },
    });
    expect(run.stdout).toMatch(
      /Next:\n {2}export DATABASE_URL="postgresql:.*\n {2}credsweep doctor\n/,
    );
    expect(run.exitCode).toBe(0);
    expect(await readdir(stage.folder)).not.toContain('.credsweep');
  });
});

describe('init on a terminal', () => {
  test('asks, takes a better answer for one that cannot be, and writes the file', async () => {
    const { folder, type, ended } = await openTerminal(['init', '--skip-doctor']);
    await type('Where are scans kept?', down, enter);
    await type('Where does work wait', enter);
    await type('Which role is assumed', 'a role', enter);
    await type('is not the name of an IAM role', erase.repeat(10), 'CredsweepReader', enter);
    await type('Which external id', enter);
    await type('By which policy?', up, enter);
    await type('how many days without login?', '30', enter);
    await type('rotated within how many days?', enter);
    await type('Who is told', down, enter);
    await type('Who answers', down, down, down, enter);
    await type('Which file?', enter);
    expect(await ended).toBe(0);
    const settings = (await readFile(join(folder, fileName), 'utf8'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(settings).toEqual([
      'roleName: "CredsweepReader"',
      'policy: "default"',
      'staleAfterDays: 30',
      'keyRotationDays: 365',
      'owners:',
      '  map: "owners.csv"',
      'alerts:',
      '  channels:',
      '    security:',
      '      type: slack',
      '      url: ${SLACK_WEBHOOK_URL}',
    ]);
  });

  test('tells presets apart', async () => {
    const { type, waitFor } = await openTerminal([
      'init',
      '--database=embedded',
      '--role-name=x',
      '--external-id=abc',
    ]);
    const menu = stripVTControlCharacters(await waitFor('my own thresholds'));
    const presets = [...menu.matchAll(/(\w+): (users after .*\))/g)].map(([, name, words]) => [
      name,
      words,
    ]);
    expect(presets.map(([name]) => name)).toEqual(['default', 'netwrix', 'cis', 'pci', 'aws']);
    expect(new Set(presets.map(([, words]) => words)).size).toBe(5);
    await type('By which policy?', ctrlC);
  });

  test('asks only what flags have not said, and Ctrl-C leaves nothing', async () => {
    const { folder, type, ended } = await openTerminal([
      'init',
      '--database=embedded',
      '--role-name=x',
      '--external-id=abc',
    ]);
    await type('By which policy?', ctrlC);
    expect(await ended).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

const [enter, up, down, erase, ctrlC] = ['\r', '\u001b[A', '\u001b[B', '\u007f', '\u0003'];

/** Runs the program in a pseudo terminal, which the system's own "script" makes. */
async function openTerminal(args: readonly string[]): Promise<{
  readonly folder: string;
  /** Waits for a text on the terminal, then types. */
  readonly type: (after: string, ...keys: readonly string[]) => Promise<void>;
  /** Waits for a text on the terminal, and gives all that is shown since the last key. */
  readonly waitFor: (text: string) => Promise<string>;
  readonly ended: Promise<number | null>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-init-'));
  const command = [process.execPath, program, ...args];
  const child = spawn(
    'script',
    process.platform === 'linux'
      ? [
          '--quiet',
          '--return',
          '--command',
          command.map((word) => `'${word}'`).join(' '),
          '/dev/null',
        ]
      : ['-q', '/dev/null', ...command],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const waitFor = async (text: string): Promise<string> => {
    await expect.poll(() => shown, { timeout: 20_000 }).toContain(text);
    return shown;
  };
  return {
    folder,
    ended: once(child, 'close').then(([exitCode]: (number | null)[]) => exitCode ?? null),
    waitFor,
    async type(after, ...keys) {
      await waitFor(after);
      shown = '';
      for (const key of keys) child.stdin.write(key);
    },
  };
}
