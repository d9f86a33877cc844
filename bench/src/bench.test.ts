import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { BenchReport } from './bench-report.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test(
  'a bench of ten accounts fills its tables and its JSON file, and every scan is complete',
  { timeout: 180_000 },
  async () => {
    const backend = inject('redisUrl') === undefined ? 'postgres' : 'redis';
    const folder = await mkdtemp(join(tmpdir(), 'credsweep-bench-test-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const jsonFile = join(folder, 'bench.json');
    const flags = ['--quick', '--no-pure', '--backend', backend, '--json', jsonFile];
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...flags]);
    for (const title of titles) expect(stdout).toContain(title);

    const report = JSON.parse(await readFile(jsonFile, 'utf8')) as BenchReport;
    expect(
      report.scans.map(({ accounts, users, scan, scanned }) => [accounts, users, scan, scanned]),
    ).toEqual([
      [10, 5, 1, 10],
      [10, 5, 2, 10],
    ]);
    for (const scan of report.scans) {
      expect(scan).toMatchObject({ backend, workers: 1, throttledCalls: 0 });
      expect(scan.callsPerAccount['iam:GetCredentialReport']).toBe(1);
      expect(scan.callsPerAccount['sts:AssumeRole']).toBe(0.9);
      const measured = [scan.wallMs, scan.idealMs, scan.cpuMsPerAccount.ours, scan.peakMb.worker];
      expect(Math.min(...measured)).toBeGreaterThan(0);
    }
    const [first, second] = report.scans;
    expect(first?.callsPerAccount['iam:ListAccessKeys']).toBeGreaterThan(0);
    expect(second?.callsPerAccount['iam:ListAccessKeys'] ?? 0).toBe(0);
    expect(report.reports).toHaveLength(1);
    expect(report.baselines.map(({ accounts, users }) => [accounts, users])).toEqual([
      [2, 5],
      [2, 5],
    ]);
    expect(report.machine.cores).toBeGreaterThan(0);
  },
);

/** The tables, each named as the terminal shows it. */
const titles = [
  'Time\n',
  'CPU milliseconds per account, and memory\n',
  'Calls of AWS per account\n',
  'Scanners that ask for each user',
  'Queue and database\n',
  'Report files\n',
];
