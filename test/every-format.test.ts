import { createReportReader } from '@credsweep/postgres';
import { renderRows, type RowFormat } from '@credsweep/reports';
import {
  addAccessKey,
  addAccount,
  addOrganizationalUnit,
  addUser,
  ageReport,
  getAccount,
  removeRole,
  setAccountState,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countTruth, type Counts } from './every-format/count-truth.ts';
import { numbersIn, numbersOf, type Numbered } from './every-format/numbers.ts';
import {
  listAboutNumbers,
  listHighRiskRows,
  listKeyRows,
  listOverviewNumbers,
  listRollUpNumbers,
  listUserRows,
} from './every-format/page-numbers.ts';
import { readTruth, type SqlRow, type Truth } from './every-format/read-truth.ts';
import {
  listMarkdownNumbers,
  listRules,
  listTerminalNumbers,
} from './every-format/text-numbers.ts';
import { hasChromium, startChromium, type TestBrowser } from './html-report/chromium.ts';
import { buildEveryCaseWorld, daysBefore, worldAccounts } from './oracle/every-case-world.ts';
import { joinPieces } from './oracle/join-pieces.ts';
import { readCsv } from './oracle/read-csv.ts';
import { readRowTexts, sortRowTexts, toCellText, withoutApostrophes } from './oracle/row-texts.ts';

const views = [
  'aws_staleuser_details',
  'aws_staleuser_summary',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
  'aws_accesskey_summary',
  'root_credentials',
  'scan_coverage',
  'organization_trend',
  'key_findings',
  'organization_unit_summary',
  'owner_summary',
] as const;

/*
 * One organization in which every case occurs, scanned twice: by the second time one account cannot be read any more,
 * another one never could, one is suspended, one has an old report, and there is a key that is new.
 */
describe('every number of every format is that of the views', { timeout: 180_000 }, () => {
  let stage: ScanStage;
  let truth: Truth;
  let counts: Counts;
  let terminal: string;

  beforeAll(async () => {
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const organization = buildGoldenWorld(now);
    stage = await openStage({ organization });
    await stage.write('policy.yaml', policyFile);
    await stage.write('owners.csv', ownerFile);
    const flags = ['--policy', 'policy.yaml', '--owner-map', 'owners.csv'];
    await scanPartly(stage, flags);
    changeGoldenWorld(organization, now);
    terminal = await scanPartly(stage, [...flags, '--out', 'report']);
    truth = await readTruth(stage.database.pool);
    counts = countTruth(truth);
  }, 120_000);
  afterAll(() => stage?.close());

  test('the views agree with each other, and the world has what they are tried on', () => {
    const sum = (rows: readonly SqlRow[], column: string): number =>
      rows.reduce((total, row) => total + Number(row[column]), 0);
    const { userSummary, bands, trend, units } = truth;
    expect({
      users: sum(userSummary, 'user_count'),
      staleUsers: sum(userSummary, 'stale_user_count'),
      keys: sum(bands, 'active_key_count') + sum(bands, 'inactive_key_count'),
      activeKeys: sum(bands, 'active_key_count'),
      highRiskKeys: sum(bands, 'high_risk_count'),
    }).toEqual({
      users: trend[0]?.['users'],
      staleUsers: trend[0]?.['stale_users'],
      keys: trend[0]?.['access_keys'],
      activeKeys: trend[0]?.['active_access_keys'],
      highRiskKeys: truth.highRisk.length,
    });
    expect(counts).toMatchObject({
      users: trend[0]?.['users'],
      staleUsers: trend[0]?.['stale_users'],
      keys: trend[0]?.['access_keys'],
      activeKeys: trend[0]?.['active_access_keys'],
      highRiskKeys: units[0]?.['high_risk_key_count'],
      newHighRiskKeys: trend[0]?.['new_high_risk_keys'],
    });
    expect(counts).toMatchObject({ scanned: 3, failed: 2, skipped: 1, newHighRiskKeys: 1 });
    expect(counts.older.size).toBe(1);
    expect(counts.bySeverity).toHaveLength(4);
    expect(truth.owners.length).toBeGreaterThan(2);
    expect(truth.users.filter((row) => row['stale_reason'] === 'exempted')).toHaveLength(1);
  });

  test('on the terminal', async () => {
    const expected = numbersOf(...listTerminalNumbers(truth, counts));
    expect(numbersIn(terminal)).toEqual(expected);
    expect(numbersIn((await stage.run(['report'])).stdout)).toEqual(expected);
  });

  test('in the Markdown', async () => {
    const { stdout } = await stage.run(['report', '--format', 'markdown']);
    const text = stdout.replaceAll(/&#(\d+);/g, (_, code: string) =>
      String.fromCodePoint(Number(code)),
    );
    expect(numbersIn(text)).toEqual(numbersOf(...listMarkdownNumbers(truth, counts)));
  });

  test('in the JSON of a scan', async () => {
    const summary = JSON.parse((await stage.run(['report', '--format', 'json'])).stdout);
    const [critical, high, medium, low] = counts.bySeverity;
    expect(summary).toEqual({
      scanId: truth.scanId,
      organizationId: truth.organizationId,
      state: 'completed',
      asOf: truth.asOf.toISOString(),
      startedAt: truth.startedAt.toISOString(),
      finishedAt: truth.finishedAt.toISOString(),
      policy: truth.policy,
      coverage: {
        accounts: truth.coverage.length,
        scanned: counts.scanned,
        failed: counts.failed,
        skipped: counts.skipped,
        percent: counts.coveragePercent,
      },
      users: counts.users,
      staleUsers: counts.staleUsers,
      accessKeys: counts.keys,
      activeAccessKeys: counts.activeKeys,
      highRiskKeys: counts.highRiskKeys,
      newHighRiskKeys: counts.newHighRiskKeys,
      apiCalls: { total: counts.apiCalls, byAction: truth.apiCalls },
      failures: truth.coverage
        .filter((row) => row['state'] === 'failed')
        .map((row) => ({
          accountId: row['account_id'],
          code: row['code'],
          message: row['message'],
        })),
      notice: null,
      oldestReport: {
        accountId: counts.oldestReport['account_id'],
        accountName: counts.oldestReport['account_name'],
        generatedAt: counts.oldestReport['report_generated_at'].toISOString(),
      },
      olderAccounts: truth.userSummary
        .filter((row) => counts.older.has(row['account_id']))
        .map((row) => ({
          accountId: row['account_id'],
          accountName: row['account_name'],
          dataAsOf: row['data_as_of'].toISOString(),
        })),
      otherAccounts: 0,
      highRiskKeysBySeverity: { critical, high, medium, low },
    });
    const file = await readFile(join(stage.folder, 'report', 'summary.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(summary);
  });

  test.each(views)('in each row of the CSV, the JSON and the NDJSON of %s', async (view) => {
    const { pool } = stage.database;
    const render = async (format: RowFormat): Promise<string> => {
      const reading = await createReportReader(pool).readView(view, truth.scanId);
      return joinPieces(renderRows(reading, format));
    };
    const csv = await readFile(join(stage.folder, 'report', `${view}.csv`), 'utf8');
    const [columns = [], ...records] = readCsv(csv);
    const condition = view === 'scan_coverage' ? `scan_id = ${truth.scanId}` : 'true';
    const expected = sortRowTexts(await readRowTexts(pool, view, columns, condition));
    expect(expected.length).toBeGreaterThan(0);
    expect(sortRowTexts(records.map((record) => record.map(withoutApostrophes)))).toEqual(expected);
    expect(await render('csv')).toBe(csv);
    const json = JSON.parse(await render('json')) as SqlRow[];
    const lines = (await render('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(json);
    const shown = json.map((row) => columns.map((column) => toCellText(row[column])));
    expect(sortRowTexts(shown)).toEqual(expected);
  });

  describe.skipIf(!hasChromium)('in the HTML page', () => {
    let browser: TestBrowser;
    let page: Page;

    beforeAll(async () => {
      browser = await startChromium();
      page = await browser.context.newPage();
      await page.goto(pathToFileURL(join(stage.folder, 'report', 'report.html')).href);
      await page.evaluate(
        `for (const details of document.querySelectorAll('details')) details.open = true`,
      );
    }, 60_000);
    afterAll(() => browser?.close());

    test('sections, whole', async () => {
      const read = async (selector: string): Promise<readonly string[]> =>
        numbersIn(await page.locator(selector).innerText());
      const list = (values: readonly Numbered[]): readonly string[] => numbersOf(...values);
      expect(await read('#overview')).toEqual(list(listOverviewNumbers(truth, counts)));
      expect(await read('#roll-ups')).toEqual(list(listRollUpNumbers(truth)));
      expect(await read('#about')).toEqual(list(listAboutNumbers(truth, counts)));
      expect(await read('.bar nav')).toEqual(
        list([counts.staleUsers, counts.keys, counts.highRiskKeys]),
      );
    });

    test('charts, their legends and the tables of their numbers', async () => {
      const { policy } = truth;
      const stale = truth.users
        .filter((row) => row['is_stale'])
        .map((row) => ({ row, part: row['stale_reason'], count: 1 }));
      const ages = truth.bands.map((row) => ({
        row,
        part: row['age_band'],
        count: row['active_key_count'],
      }));
      const thresholdOf = (reason: string): Numbered =>
        reason === 'last_login_over_threshold' ? policy.staleAfterDays : null;
      for (const [id, counted, tellPart] of [
        ['stale-users', stale, thresholdOf],
        ['access-keys', ages, (band: string): Numbered => band],
      ] as const) {
        const figure = page.locator(`#${id} .figure`);
        const bars = sumParts(counted).map(({ row, part, count }) =>
          numbersOf(row['account_name'], row['account_id'], count, tellPart(part)).join(' '),
        );
        for (const size of ['.wide', '.narrow']) {
          const titles = await figure.locator(`${size} [data-series] title`).allTextContents();
          const shown = titles.map((title) => numbersIn(title).join(' '));
          expect(shown.toSorted(), `${id} ${size}`).toEqual(bars.toSorted());
        }
        const accounts = sumParts(counted.map((bar) => ({ ...bar, part: '' })));
        expect(await readTexts(figure, '.numbers tbody td:last-child'), id).toEqual(
          accounts.map(({ count }) => String(count)).toSorted(),
        );
        const cells = sumParts(counted).map(({ count }) => String(count));
        const inner = await readTexts(figure, '.numbers tbody td:not(:last-child)');
        expect(
          inner.filter((cell) => cell !== '0'),
          id,
        ).toEqual(cells.toSorted());
        const parts = sumParts(counted.map((bar) => ({ ...bar, row: {} })));
        expect(await readTexts(figure, '.legend b'), id).toEqual(
          parts.map(({ count }) => String(count)).toSorted(),
        );
      }
    });

    test('every command of a fix', async () => {
      expect(await page.locator('#high-risk-keys .command').count()).toBeGreaterThan(
        truth.highRisk.length / 2,
      );
      const known = new Set(truth.keys.flatMap((row) => [row['user_name'], row['access_key_id']]));
      for (const command of await page.locator('#high-risk-keys .command').allTextContents())
        for (const [, quoted, plain] of command.matchAll(
          /--(?:user-name|access-key-id)[= ](?:'([^']+)'|(\S+))/g,
        ))
          expect(known).toContain(quoted ?? plain);
    });

    test('every row of every table', async () => {
      for (const [id, expected] of [
        ['users', listUserRows(truth)],
        ['keys', listKeyRows(truth)],
        ['high-risk-keys', listHighRiskRows(truth)],
      ] as const) {
        const rows = await readAllRows(page, id);
        expect(rows.map((text) => numbersIn(text).join(' ')).toSorted(), id).toEqual(
          expected.toSorted(),
        );
        const heading = await page.locator(`#${id}-title`).innerText();
        expect(numbersIn(heading), id).toEqual([String(expected.length)]);
      }
    });

    test('nothing else on the page is a number, but thresholds and how many rows there are', async () => {
      const left = await page.evaluate<string>(`(() => {
        const body = document.body.cloneNode(true);
        const checked = '#overview, #roll-ups, #about, nav, script, svg, .legend, .numbers, table, .controls, h3';
        for (const node of body.querySelectorAll(checked)) node.remove();
        return body.textContent;
      })()`);
      const [staleAfterDays = 0, ...risk] = listRules(truth);
      const inactive = counts.keys - counts.activeKeys;
      const of = (rows: readonly SqlRow[]): number => rows.length;
      const shown = (rows: readonly SqlRow[]): readonly number[] => [
        1,
        Math.min(250, of(rows)),
        of(rows),
      ];
      const accountsWith = (rows: readonly SqlRow[]): number =>
        new Set(rows.map((row) => row['account_id'])).size;
      expect(numbersIn(left)).toEqual(
        numbersOf(
          staleAfterDays,
          accountsWith(truth.users.filter((row) => row['is_stale'])),
          [of(truth.users), shown(truth.users)],
          risk,
          accountsWith(truth.bands.filter((row) => row['active_key_count'] > 0)),
          inactive,
          [of(truth.highRisk), shown(truth.highRisk)],
          [of(truth.keys), shown(truth.keys)],
        ),
      );
    });
  });
});

/** Scans with accounts that fail; gives what stands on the terminal. */
async function scanPartly(stage: ScanStage, flags: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await stage.run(['scan', ...flags]);
  if (exitCode !== 3) throw new Error(`The scan ended with ${exitCode}: ${stderr}`);
  return stdout;
}

type PartCount = { readonly row: SqlRow; readonly part: string; readonly count: number };

/** Adds up what is counted of the same account and part; nothing is drawn of what is zero. */
function sumParts(counted: readonly PartCount[]): readonly PartCount[] {
  const groups = Map.groupBy(counted, ({ row, part }) => `${row['account_id']} ${part}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const count = group.reduce((sum, each) => sum + each.count, 0);
    return first === undefined || count === 0 ? [] : [{ ...first, count }];
  });
}

async function readTexts(figure: Locator, selector: string): Promise<readonly string[]> {
  return (await figure.locator(selector).allInnerTexts()).toSorted();
}

/** The texts of all rows of a table. */
async function readAllRows(page: Page, id: string): Promise<readonly string[]> {
  const holder = page.locator(`[data-table=${id}]`);
  await holder.locator('[data-page-size]').selectOption('250');
  await expect.poll(() => holder.locator('.dt-info').innerText()).toMatch(/^1–(\d+) of \1$/);
  await page.evaluate(`for (const run of document.querySelectorAll('.run')) run.remove()`);
  return holder.locator('tbody tr').allInnerTexts();
}

const policyFile = `name: golden
exemptions:
  - account: "${worldAccounts.management}"
    user: login-400-days-0
    reason: ticket 4711
    expires: 2099-12-31
`;

const ownerFile = `account_id,user_name,owner
${worldAccounts.workload},,team-1
${worldAccounts.sandbox},,"team, 2 <b>"
${worldAccounts.management},=1+2@corp,"=1+2"
`;

const neverRead = '200000000007';
const suspended = '200000000008';

function buildGoldenWorld(now: Date): SimulatedOrganization {
  const organization = buildEveryCaseWorld(now);
  addOrganizationalUnit(organization, [], { id: 'ou-simr-prod0001', name: 'Production' });
  addOrganizationalUnit(organization, ['Production'], { id: 'ou-simr-edge0001', name: 'Edge' });
  getAccount(organization, worldAccounts.workload).ouPath = ['Production', 'Edge'];
  getAccount(organization, worldAccounts.sandbox).ouPath = ['Production'];
  addAccount(organization, { id: neverRead, name: '"never", <read>', ouPath: ['Production'] });
  removeRole(organization, neverRead, 'OrganizationAccountAccessRole');
  addAccount(organization, { id: suspended, name: 'suspended 8' });
  setAccountState(organization, suspended, 'SUSPENDED');
  return organization;
}

/** What has happened by the time of the second scan. */
function changeGoldenWorld(organization: SimulatedOrganization, now: Date): void {
  removeRole(organization, worldAccounts.sandbox, 'OrganizationAccountAccessRole');
  const createdAt = daysBefore(now, 500);
  addUser(organization, worldAccounts.management, { name: 'appeared', createdAt });
  addAccessKey(organization, worldAccounts.management, 'appeared', { createdAt });
  prepareReports(organization, new Date());
  ageReport(getAccount(organization, worldAccounts.workload), 4 * 3_600_000 - 90_000);
}
