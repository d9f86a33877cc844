import { reportViewNames, type Policy, type ReportViewName } from '@credsweep/core';
import { createReportReader } from '@credsweep/postgres';
import { createWhatIfReader } from '@credsweep/reports';
import {
  addAccessKey,
  addUser,
  createOrganization,
  renderCredentialReport,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { openStage, withStage, type ScanStage } from '@credsweep/testkit';
import fc from 'fast-check';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysBefore } from './oracle/every-case-world.ts';
import { generatedWorlds } from './oracle/generated-worlds.ts';

const asOf = new Date('2026-03-01T12:00:00Z');

describe('a what-if of generated worlds', () => {
  test(
    'equals, view by view, a scan of the same world by the policy that is asked for',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(generatedWorlds(asOf), policies, policies, async (world, own, asked) =>
          withStage({ organization: world }, async (stage) => {
            await writeReports(stage, world);
            const first = await scan(stage, own);
            const second = await scan(stage, asked);
            const stored = createReportReader(stage.database.pool);
            const whatIf = createWhatIfReader(stored, second.policy);
            for (const view of comparedViews) {
              const expected = await readRows(stored, view, second.scanId);
              expect(await readRows(whatIf, view, first.scanId), view).toEqual(expected);
            }
            const expected = await stored.summarizeScan(second.scanId);
            const summary = await whatIf.summarizeScan(first.scanId);
            expect(summary).toEqual({
              ...expected,
              scanId: first.scanId,
              startedAt: expect.any(Date),
              finishedAt: expect.any(Date),
              oldestReport: expect.anything(),
              newHighRiskKeys: expect.any(Number),
              whatIf: expect.objectContaining({ scanPolicy: first.policy }),
            });
          }),
        ),
        { numRuns: 3, endOnFailure: true },
      );
    },
  );
});

describe('`report` with another policy', () => {
  let stage: ScanStage;

  beforeAll(async () => {
    const organization = createOrganization();
    stage = await openStage({ organization });
    const person = { createdAt: daysBefore(asOf, 800), passwordEnabled: true };
    const login = { passwordLastUsedAt: daysBefore(asOf, 50) };
    for (const name of ['ada', 'break-glass'])
      addUser(organization, organization.managementAccountId, { ...person, ...login, name });
    for (const name of ['ada', 'break-glass'])
      addAccessKey(organization, organization.managementAccountId, name, {
        createdAt: daysBefore(asOf, 400),
        lastUsed: { at: daysBefore(asOf, 1), service: 's3' },
      });
    await writeReports(stage, organization);
    const exemption = { user: 'break-*', reason: 'sealed', expires: '2026-12-31' };
    await scan(stage, { name: 'ours', staleAfterDays: 45, exemptions: [exemption] });
  });
  afterAll(() => stage?.close());

  const title =
    /What if: policy cis instead of ours; scan 1 of reports, as of 2026-03-01 12:00 UTC/;
  const exempted = /1 user and 1 key that the scan's policy exempts.*policy cis has no exemptions/s;

  test('says so first of all in what people read, with what it changes and what it leaves open', async () => {
    for (const format of ['table', 'markdown', 'html']) {
      const run = await stage.run(['report', '--policy', 'cis', '--format', format]);
      expect(run, format).toMatchObject({ exitCode: 0, stderr: '' });
      const text = run.stdout.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(code));
      expect(text).toMatch(title);
      expect(text).toMatch(/Stale users 1 → 2 \(\+1\), high-risk keys 1 → 2 \(\+1\)/);
      expect(text.replaceAll(/\s+/g, ' ')).toMatch(exempted);
    }
  });

  test('says so in JSON, which has the policy that was asked for and the one of the scan', async () => {
    const run = await stage.run(['report', '--policy', 'cis', '--format', 'json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      scanId: 1,
      policy: { name: 'cis', keyRotationDays: 90, exemptions: [] },
      staleUsers: 2,
      highRiskKeys: 2,
      highRiskKeysBySeverity: { medium: 0, high: 2 },
      newHighRiskKeys: 0,
      whatIf: { scanPolicy: { name: 'ours' }, staleUsers: 1, highRiskKeys: 1 },
    });
  });

  test('takes the policy of the scan, with its exemptions, where only a threshold is given', async () => {
    const run = await stage.run(['report', '--stale-after-days', '50', '--format', 'json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      policy: { name: 'ours with staleAfterDays 50', exemptions: [{ user: 'break-*' }] },
      staleUsers: 0,
      highRiskKeys: 1,
    });
  });

  test('judges the rows of a view, and says so beside them', async () => {
    const args = ['report', '--policy', 'cis', '--table', 'aws_accesskey_highrisk'];
    const rows = await stage.run([...args, '--format', 'json']);
    expect(rows.stderr).toMatch(title);
    expect(JSON.parse(rows.stdout)).toMatchObject([
      { user_name: 'ada', finding_id: expect.any(Number), is_new: false, severity: 'high' },
      { user_name: 'break-glass', finding_id: null, first_flagged_at: null, is_new: null },
    ]);
    const table = await stage.run(args);
    expect(table).toMatchObject({ exitCode: 0, stderr: '' });
    expect(table.stdout).toMatch(title);
    const folder = await stage.run([...args.slice(0, 3), '--out', 'what-if']);
    expect(folder.exitCode, folder.stderr).toBe(0);
    const csv = await readFile(join(stage.folder, 'what-if', 'aws_staleuser_summary.csv'), 'utf8');
    expect(csv).toMatch(/^\d+,\d+,2,2,0,100,/m);
  });

  test('leaves what is stored as it is, and is asked for by flags only', async () => {
    await stage.write('credsweep.config.yaml', 'policy: netwrix\n');
    const run = await stage.run(['report', '--format', 'json']);
    const summary = JSON.parse(run.stdout);
    expect(summary).toMatchObject({ policy: { name: 'ours' }, staleUsers: 1, highRiskKeys: 1 });
    expect(summary).not.toHaveProperty('whatIf');
  });

  test.each([
    { args: ['--policy', 'siz'], problem: /neither a preset.*\[policy_invalid\]/s },
    { args: ['--stale-after-days', 'x'], problem: /--stale-after-days "x" is not a number/ },
    { args: ['--policy', 'cis', '--scan', '99'], problem: /no scan 99.*\[scan_not_found\]/ },
    { args: ['--policy', 'cis', '--format', 'ocsf'], problem: /a what-if makes none/ },
  ])('refuses $args with exit code 2', async ({ args, problem }) => {
    const run = await stage.run(['report', ...args]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(problem);
  });
});

/** Views whose rows are facts or verdicts; the others tell of the course of scans. */
const comparedViews = reportViewNames.filter(
  (view) => !['scan_coverage', 'organization_trend', 'key_findings'].includes(view),
);

/** What a scan of its own would have that nobody can know without one. */
const ownColumns: ReadonlySet<string> = new Set([
  'scan_id',
  'finding_id',
  'first_flagged_at',
  'is_new',
]);

const days = fc.constantFrom(0, 1, 7, 45, 59, 60, 61, 90, 180, 365, 1500);
const policies = fc.record({
  staleRule: fc.constantFrom('login', 'activity'),
  staleAfterDays: days,
  keyRotationDays: days,
  neverUsedKeyGraceDays: fc.constantFrom(0, 7, 60),
  includeInactiveKeys: fc.boolean(),
  ageBandsDays: fc.constantFrom([90, 180, 365], [7], [1, 2, 60]),
  exemptions: fc.constantFrom(
    [],
    [{ account: '20000000000?', user: '*a*', reason: 'known', expires: '2026-03-01' }],
    [{ account: '200000000001', reason: 'too late', expires: '2026-02-28' }],
  ),
});

async function scan(
  stage: ScanStage,
  policy: object,
): Promise<{ readonly scanId: number; readonly policy: Policy }> {
  // Every JSON text is YAML.
  await stage.write('policy.yaml', JSON.stringify(policy));
  const args = ['scan', '--from-reports', 'reports', '--as-of', asOf.toISOString()];
  const run = await stage.run([...args, '--policy', 'policy.yaml', '--format', 'json']);
  expect(run.exitCode, run.stderr).toBe(0);
  return JSON.parse(run.stdout);
}

async function readRows(
  reader: ReturnType<typeof createReportReader>,
  view: ReportViewName,
  scanId: number,
): Promise<readonly object[]> {
  const { columns, batches } = await reader.readView(view, scanId);
  const records: object[] = [];
  for await (const rows of batches)
    for (const row of rows)
      records.push(
        Object.fromEntries(
          columns.flatMap((column, index) =>
            ownColumns.has(column) ? [] : [[column, row[index]]],
          ),
        ),
      );
  return records;
}

/** Saves the report of every account of the world as a person would. */
async function writeReports(stage: ScanStage, organization: SimulatedOrganization): Promise<void> {
  await mkdir(join(stage.folder, 'reports'));
  for (const account of organization.accounts.values())
    await stage.write(
      join('reports', `${account.id}.csv`),
      renderCredentialReport(organization, account),
    );
}
