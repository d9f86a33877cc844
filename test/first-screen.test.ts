import {
  addAccount,
  addUser,
  ageReport,
  createOrganization,
  getAccount,
  removeRole,
  setAccountState,
} from '@credsweep/simulator';
import {
  findFreePort,
  openStage,
  prepareReports,
  withStage,
  type ScanStage,
} from '@credsweep/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startChromium } from './html-report/chromium.ts';

const accounts = {
  healthy: '200000000001',
  /** Its credential report is nearly four hours old, as old as it gets. */
  reportedLongAgo: '200000000002',
  /** Read by the first scan, and no more by the second. */
  locked: '200000000003',
  neverRead: '200000000004',
  suspended: '200000000005',
} as const;

describe('who sees only the first screen', { timeout: 120_000 }, () => {
  let stage: ScanStage;
  let terminal: string;
  let markdown: string;

  beforeAll(async () => {
    const organization = createOrganization();
    for (const [name, id] of Object.entries(accounts)) {
      addAccount(organization, { id, name });
      addUser(organization, id, { name: 'pat', createdAt: new Date('2020-01-01T00:00:00Z') });
    }
    removeRole(organization, accounts.neverRead, 'OrganizationAccountAccessRole');
    setAccountState(organization, accounts.suspended, 'SUSPENDED');
    stage = await openStage({ organization });
    await stage.run(['scan', '--format', 'json']);
    removeRole(organization, accounts.locked, 'OrganizationAccountAccessRole');
    prepareReports(organization, new Date());
    ageReport(getAccount(organization, accounts.reportedLongAgo), 4 * 3_600_000 - 60_000);
    const run = await stage.run(['scan', '--out', 'report']);
    if (run.exitCode !== 3) throw new Error(run.stderr);
    terminal = run.stdout;
    markdown = (await stage.run(['report', '--format', 'markdown'])).stdout;
  }, 120_000);
  afterAll(() => stage?.close());

  test('of a terminal knows what failed, what was skipped and how old the data is', () => {
    const screen = terminal.split('\n').slice(0, 40).join('\n');
    expect(screen).toMatch(/Coverage +3 of 5 .*60 % +2 failed, 1 skipped/);
    expect(screen).toMatch(
      /Oldest report +3 h 59 min, of 200000000002 reportedLongAgo: what was fixed since then still shows/,
    );
    expect(screen).toMatch(/Older data +1 account shown with older data \(\d+ s\)/);
    expect(screen).toMatch(
      /role_missing_or_denied\n +200000000003 locked \(shown as of .* UTC, \d+ s before this scan\)/,
    );
    expect(screen).toMatch(/200000000004 neverRead \(no data\)/);
    expect(terminal).toMatch(/Skipped \(1\)\n +account_suspended\n +200000000005 suspended/);
  });

  test('of the Markdown knows the same', () => {
    for (const line of [
      /\| Coverage ⚠️ \| 3 of 5 accounts \| 60 % \| 2 failed, 1 skipped \|/,
      /\| Oldest credential report \| 3 h 59 min \| +\| `reportedLongAgo` `200000000002`: what was fixed since then still shows \|/,
      /\| Older data ⚠️ \| 1 \| +\| 1 account shown with older data \(\d+ s\) \|/,
      /\| `locked` `200000000003` \| `role_missing_or_denied` \| shown as of .* UTC, \d+ s before this scan \|/,
      /\| `neverRead` `200000000004` \| `role_missing_or_denied` \| no data \|/,
      /\| `suspended` `200000000005` \| `account_suspended` \| no data \|/,
    ])
      expect(markdown).toMatch(line);
  });

  test('of any report or page finds the same words and numbers for what was not read', async () => {
    const port = await findFreePort();
    const token = 'token-of-a-reader-0123456789';
    const service = stage.start(['serve', '--port', `${port}`], {
      environment: { CREDSWEEP_WEB_TOKENS: `look:reader:${token}` },
    });
    await service.waitForOutput(/Serving at/);
    const load = async (path: string): Promise<string> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text();
    };
    for (const [where, text] of [
      ['terminal', terminal],
      ['Markdown', markdown],
      ['HTML report', await readFile(join(stage.folder, 'report', 'report.html'), 'utf8')],
      ['first page', await load('/')],
      ['page of the scan', await load('/scans/2')],
    ] as const) {
      expect(text, where).toContain('Not read (2)');
      expect(text, where).toContain('Skipped (1)');
      expect(text, where).not.toMatch(/\d accounts? not read/);
    }
    service.kill('SIGTERM');
    await service.ended;
  });

  test.skipIf(!hasChromium).each([
    [1280, 800],
    [390, 844],
  ])('of the HTML page knows the same, at %i x %i', async (width, height) => {
    const browser = await startChromium();
    try {
      const page = await browser.context.newPage();
      await page.setViewportSize({ width, height });
      await page.goto(pathToFileURL(join(stage.folder, 'report', 'report.html')).href);
      for (const text of [
        '3 of 5 accounts read',
        '2 failed: role missing or denied × 2',
        '1 skipped: suspended',
        '3 h 59 min',
        'reportedLongAgo',
        accounts.reportedLongAgo,
        'what was fixed since then still shows',
        '1 account shown with older data',
        'Not read (2)',
        accounts.locked,
        'before this scan',
      ]) {
        const box = await page.locator('#overview').getByText(text).first().boundingBox();
        expect(box, text).not.toBeNull();
        expect((box?.y ?? Infinity) + (box?.height ?? 0), text).toBeLessThanOrEqual(height);
        expect((box?.x ?? Infinity) + (box?.width ?? 0), text).toBeLessThanOrEqual(width);
      }
    } finally {
      await browser.close();
    }
  });

  test('reads in the JSON what no other format hides', async () => {
    const summary = JSON.parse((await stage.run(['report', '--format', 'json'])).stdout);
    expect(summary).toMatchObject({
      notice: null,
      oldestReport: { accountId: accounts.reportedLongAgo, accountName: 'reportedLongAgo' },
      olderAccounts: [{ accountId: accounts.locked, accountName: 'locked' }],
    });
    const ageMs = Date.parse(summary.asOf) - Date.parse(summary.oldestReport.generatedAt);
    expect(Math.floor(ageMs / 60_000)).toBe(239);
    expect(Date.parse(summary.olderAccounts[0].dataAsOf)).toBeLessThan(Date.parse(summary.asOf));
  });
});

test('a scan of a standalone account says in every format that it is not of an organization', async () => {
  await withStage({ organization: createOrganization({ standalone: true }) }, async (stage) => {
    const scan = await stage.run(['scan', '--out', 'report']);
    const sentence = /is not in an AWS Organization/;
    const unwrap = (text: string): string => text.replaceAll(/\s+/g, ' ');
    expect(unwrap(scan.stdout)).toMatch(sentence);
    for (const args of [
      ['report', '--format', 'markdown'],
      ['report', '--format', 'html'],
      ['report', '--format', 'json'],
      ['status', '1'],
      ['status', '1', '--format', 'json'],
    ])
      expect(unwrap((await stage.run(args)).stdout), args.join(' ')).toMatch(sentence);
  });
});
