import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { runCredsweep } from '@credsweep/testkit';
import { readCsv } from './oracle/read-csv.ts';

describe('the demo in an empty folder, with nothing but itself', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credsweep-embedded-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const credsweep = (args: readonly string[], environment = {}) =>
    runCredsweep(args, { environment, workingFolder: folder, timeoutMs: 90_000 });

  test(
    'shows an answer, writes its report, remembers it the next time, and leaves no process behind',
    { timeout: 180_000 },
    async () => {
      // Databases and credentials of the environment are none of its business.
      const foreign = {
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x',
        REDIS_URL: 'redis://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA',
        AWS_SECRET_ACCESS_KEY: 'not-to-be-used',
      };
      const first = await credsweep(['demo'], foreign);
      expect(first.exitCode, first.stderr).toBe(0);
      for (const text of ['Scan 1 of o-', 'Coverage', '25 of 27', '2 failed, 3 skipped'])
        expect(first.stdout).toContain(text);
      expect(first.stderr).toContain('Creating a private PostgreSQL');
      expect(first.stderr).not.toMatch(/connection lost|terminating/);

      const report = join(folder, '.credsweep', 'demo-report');
      const summary = JSON.parse(await readFile(join(report, 'summary.json'), 'utf8'));
      const rows = readCsv(await readFile(join(report, 'aws_accesskey_highrisk.csv'), 'utf8'));
      expect(rows).toHaveLength(summary.highRiskKeys + 1);

      const second = await credsweep(['demo', '--format', 'json']);
      expect(second.exitCode, second.stderr).toBe(0);
      expect(JSON.parse(second.stdout)).toMatchObject({
        scanId: 2,
        state: 'completed',
        coverage: { accounts: 30, scanned: 25, failed: 2, skipped: 3 },
      });
      expect(second.stderr).not.toContain('Creating');

      const elsewhere = await credsweep(['status']);
      expect(elsewhere.stderr).toContain(
        'The database of the demo is another one: CREDSWEEP_HOME=.credsweep/demo. [database_missing]',
      );
      const home = { CREDSWEEP_HOME: join('.credsweep', 'demo') };
      const startedAt = performance.now();
      const status = await credsweep(['status', '--format', 'json'], home);
      expect(performance.now() - startedAt).toBeLessThan(8_000);
      expect(JSON.parse(status.stdout)).toMatchObject([{ scan: 2 }, { scan: 1 }]);

      await vi.waitFor(async () => expect(await processesOf(folder)).toEqual([]), {
        interval: 100,
        timeout: 10_000,
      });
    },
  );
});

describe('in an empty folder', () => {
  test.each([
    [['status']],
    [['status', '--watch']],
    [['report', '--table', 'owner_summary', '--format', 'csv']],
    [['report', 'diff']],
    [['alerts', 'list']],
    [['schedule', 'list']],
    [['scan', 'cancel', '1']],
    [['db', 'prune', '--keep-days', '30']],
  ])('%j says that there is no database yet, and makes none', async (args) => {
    const folder = await mkdtemp(join(tmpdir(), 'credsweep-empty-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    expect(await runCredsweep(args, { environment: {}, workingFolder: folder })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /There is no database in .*\.credsweep yet.* Begin with "credsweep scan"\..*\[database_missing\]/,
      ),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

/** Command lines of the processes on this machine that have to do with a folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const commands = await readdir('/proc').then(
    (names) =>
      Promise.all(
        names
          .filter((name) => /^\d+$/.test(name))
          .map((name) => readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '')),
      ),
    async () => (await promisify(execFile)('ps', ['-axo', 'command'])).stdout.split('\n'),
  );
  return commands.filter((command) => command.includes(folder));
}
