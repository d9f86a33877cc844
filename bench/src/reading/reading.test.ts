import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { ReadingReport } from './reading-report.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test(
  'a small bench of reading fills a database like that of real scans, and measures every part',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credsweep-reading-test-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const jsonFile = join(folder, 'reading.json');
    const flags = ['--quick', '--accounts', '60', '--runs', '1', '--json', jsonFile];
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...flags]);
    for (const title of titles) expect(stdout).toContain(title);

    const { database, statements, pages, programs, csv, prune } = JSON.parse(
      await readFile(jsonFile, 'utf8'),
    ) as ReadingReport;
    expect(database).toMatchObject({ scans: 3, accounts: 60 });
    expect(database.users).toBeGreaterThan(1100);
    expect(database.accessKeys).toBeGreaterThan(database.users);
    expect(database.highRiskKeys).toBeGreaterThan(database.accessKeys / 5);
    expect(database.findings).toBeGreaterThan(database.highRiskKeys);
    const without = statements.filter(({ rows }) => rows === 0).map(({ name }) => name);
    expect(without.filter((name) => !mayHaveNoRows.has(name))).toEqual([]);
    expect(Math.min(...statements.map(({ medianMs }) => medianMs))).toBeGreaterThan(0);
    expect(pages.find(({ path }) => path === '/')?.kilobytes).toBeGreaterThan(1);
    expect(programs.map(({ name }) => name)).toContain('report');
    expect(csv.find(({ view }) => view === 'aws_accesskey_details')?.rows).toBe(
      database.accessKeys,
    );
    expect(prune?.freedMegabytes).toBeGreaterThan(0);
  },
);

const titles = ['Statements\n', 'Pages\n', 'Programs\n', 'CSV\n', 'Pruning of the oldest scan\n'];

/** In so small an organization every account may have been read, and nobody exempts anything here. */
const mayHaveNoRows: ReadonlySet<string> = new Set([
  'high-risk keys that are new',
  'Accounts not read in the newest scan',
  'Which keys were last used in an unusual Region?',
  'Which exemptions end soon?',
  'What could the newest scan not read, and how old is what is shown instead?',
]);
