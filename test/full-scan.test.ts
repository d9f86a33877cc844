import { renderCredentialReport, type SimulatedOrganization } from '@credsweep/simulator';
import fc from 'fast-check';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type ScanStage } from '@credsweep/testkit';
import { buildEveryCaseWorld, worldAccounts } from './oracle/every-case-world.ts';
import {
  expectTotals,
  expectViews,
  type ExpectedViews,
  type OracleScan,
  type ViewCell,
  type ViewRecord,
} from './oracle/expected-views.ts';
import { generatedWorlds } from './oracle/generated-worlds.ts';
import { readCsv } from './oracle/read-csv.ts';
import { readView, withoutColumns } from './oracle/read-views.ts';

const viewNames = [
  'aws_staleuser_details',
  'aws_staleuser_summary',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
  'aws_accesskey_summary',
  'root_credentials',
] as const satisfies readonly (keyof ExpectedViews)[];

describe('a live scan of a world in which every case occurs', () => {
  const now = wholeSecond(new Date());
  const accountIds = Object.values(worldAccounts);
  let stage: ScanStage;
  let summary: ScanJson;
  let expected: ExpectedViews;

  beforeAll(async () => {
    stage = await openStage({ organization: buildEveryCaseWorld(now) });
    const run = await stage.run(['scan', '--format', 'json']);
    summary = JSON.parse(run.stdout);
    expected = expectViews(stage.organization, {
      scanId: summary.scanId,
      asOf: new Date(summary.asOf),
      scannedAccountIds: accountIds,
    });
  });
  afterAll(() => stage?.close());

  test.each(viewNames)('shows in %s exactly what the rules say of the world', async (view) => {
    const rows = withoutColumns(
      await readView(stage.database.pool, view),
      'report_generated_at',
      'finding_id',
    );
    expect(rows).toEqual(expected[view]);
  });

  test('counts in its JSON what the rules say', () => {
    expect(summary).toMatchObject({
      ...expectTotals(expected),
      newHighRiskKeys: 0,
      state: 'completed',
      organizationId: stage.organization.id,
      coverage: { accounts: 4, scanned: 4, failed: 0, skipped: 0, percent: 100 },
      failures: [],
    });
  });

  test('has each row carry the time at which AWS made the report, and each high-risk key its finding', async () => {
    const generatedAt = [...stage.organization.accounts.values()].map((account) =>
      wholeSecond(account.storedReport?.generatedAt ?? new Date(0)).toISOString(),
    );
    for (const view of ['aws_staleuser_details', 'aws_accesskey_details']) {
      const rows = await readView(stage.database.pool, view);
      expect(new Set(rows.map((row) => row['report_generated_at']))).toEqual(new Set(generatedAt));
    }
    const findings = await readView(stage.database.pool, 'aws_accesskey_highrisk');
    expect(findings.filter((row) => !Number.isInteger(row['finding_id']))).toEqual([]);
  });

  test('writes the coverage of each account and the trend of the organization', async () => {
    const coverage = await readView(stage.database.pool, 'scan_coverage');
    expect(coverage.map((row) => [row['account_id'], row['state'], row['code']])).toEqual(
      accountIds.toSorted().map((id) => [id, 'scanned', null]),
    );
    const totals = expectTotals(expected);
    expect(await readView(stage.database.pool, 'organization_trend')).toEqual([
      {
        scan_id: summary.scanId,
        organization_id: stage.organization.id,
        as_of: summary.asOf,
        finished_at: summary.finishedAt,
        accounts: 4,
        scanned: 4,
        failed: 0,
        skipped: 0,
        users: totals.users,
        stale_users: totals.staleUsers,
        access_keys: totals.accessKeys,
        active_access_keys: totals.activeAccessKeys,
        high_risk_keys: totals.highRiskKeys,
        new_high_risk_keys: 0,
      },
    ]);
  });

  test.each(['aws_staleuser_details', 'aws_accesskey_highrisk'] as const)(
    'is told by `report --table %s` in JSON, NDJSON and CSV as in the view',
    async (view) => {
      const report = async (format: string): Promise<string> => {
        const run = await stage.run(['report', '--table', view, '--format', format]);
        expect(run).toMatchObject({ exitCode: 0, stderr: '' });
        return run.stdout;
      };
      const [json, ndjson, csv] = await Promise.all(['json', 'ndjson', 'csv'].map(report));
      const records = JSON.parse(json ?? '') as ViewRecord[];
      const lines = (ndjson ?? '').trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line))).toEqual(records);
      const shown = withoutColumns(records, 'report_generated_at', 'finding_id');
      expect(byOwner(shown)).toEqual(byOwner(expected[view]));
      const [header, ...cells] = readCsv(csv ?? '');
      expect(header).toEqual(Object.keys(records[0] ?? {}));
      expect(cells).toEqual(records.map((record) => Object.values(record).map(toCell)));
    },
  );

  test('is written by `report --out` as a file for each view and a summary', async () => {
    const run = await stage.run(['report', '--out', 'report', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual(summary);
    for (const view of viewNames) expect(run.stderr).toContain(join('report', `${view}.csv`));
  });
});

describe('a scan of report files as of a fixed time', () => {
  const asOf = new Date('2026-03-01T12:00:00Z');
  let stage: ScanStage;

  beforeAll(async () => {
    stage = await openStage({ organization: buildEveryCaseWorld(asOf) });
    await writeReports(stage, 'reports');
    await stage.write(
      'activity.yaml',
      `staleRule: activity
staleAfterDays: 45
keyRotationDays: 90
neverUsedKeyGraceDays: 0
includeInactiveKeys: true
ageBandsDays: [7, 60]
`,
    );
  });
  afterAll(() => stage?.close());

  /** One database for all policies: the newest scan is what the views show. */
  test.each([
    { policy: 'default', rules: {} },
    {
      policy: 'netwrix',
      rules: { staleAfterDays: 60, keyRotationDays: 365, neverUsedKeyGraceDays: 0 },
    },
    { policy: 'cis', rules: { staleAfterDays: 45, keyRotationDays: 90 } },
    { policy: 'pci', rules: { staleAfterDays: 90, keyRotationDays: 90 } },
    {
      policy: 'activity.yaml',
      rules: {
        staleRule: 'activity',
        staleAfterDays: 45,
        keyRotationDays: 90,
        neverUsedKeyGraceDays: 0,
        includeInactiveKeys: true,
        ageBandsDays: [7, 60],
      },
    },
  ] as const)(
    'judges every fact exactly at each threshold by the policy $policy',
    async ({ policy, rules }) => {
      const args = ['scan', '--from-reports', 'reports', '--as-of', asOf.toISOString()];
      const run = await stage.run([...args, '--policy', policy, '--format', 'json']);
      expect(run).toMatchObject({ exitCode: 0 });
      const summary: ScanJson = JSON.parse(run.stdout);
      expect(summary).toMatchObject({ asOf: asOf.toISOString(), organizationId: null });
      const expected = expectViews(stage.organization, {
        ...fromReports(summary),
        scannedAccountIds: Object.values(worldAccounts),
        rules,
      });
      expect(summary).toMatchObject({
        ...expectTotals(expected),
        apiCalls: { total: 0, byAction: {} },
      });
      for (const view of viewNames) {
        if (view === 'aws_accesskey_highrisk') continue;
        const rows = await readView(stage.database.pool, view);
        expect(withoutColumns(rows, 'report_generated_at')).toEqual(expected[view]);
      }
    },
  );
});

describe('an exemption', () => {
  test('forgives a user or a key to the end of its last day, and says so in the row', async () => {
    const asOf = new Date('2026-03-01T12:00:00Z');
    const stage = await openStage({ organization: buildEveryCaseWorld(asOf) });
    try {
      await writeReports(stage, 'reports');
      await stage.write(
        'policy.yaml',
        `exemptions:
  - { user: "old-and-*", reason: "break glass", expires: 2026-03-01 }
  - { user: "both-old", reason: "expired yesterday", expires: 2026-02-28 }
  - { account: "${worldAccounts.management}", user: "never-*", reason: "new here", expires: 2026-12-31 }
`,
      );
      const args = ['scan', '--from-reports', 'reports', '--as-of', asOf.toISOString()];
      const run = await stage.run([...args, '--policy', 'policy.yaml', '--format', 'json']);
      expect(run.exitCode, run.stderr).toBe(0);
      const keys = await readView(stage.database.pool, 'aws_accesskey_details');
      const verdictsOf = (name: string): unknown[] =>
        keys
          .filter((key) => key['user_name'] === name)
          .map((key) => [key['is_high_risk'], key['risk_reasons']]);
      expect(verdictsOf('old-and-unused')).toEqual([
        [false, ['rotation_overdue', 'never_used', 'exempted']],
      ]);
      expect(verdictsOf('both-old')).toEqual([
        [true, ['rotation_overdue']],
        [true, ['rotation_overdue', 'never_used']],
      ]);
      const users = await readView(stage.database.pool, 'aws_staleuser_details');
      expect(users.find((user) => user['user_name'] === 'never-logged-in')).toMatchObject({
        is_stale: false,
        stale_reason: 'exempted',
        stale_by_login: true,
      });
    } finally {
      await stage.close();
    }
  });
});

describe('worlds that nobody thought of', () => {
  test(
    'are judged as the rules say, user by user and key by key',
    { timeout: 60_000 },
    async () => {
      const now = wholeSecond(new Date());
      await fc.assert(
        fc.asyncProperty(generatedWorlds(now), async (organization) => {
          const stage = await openStage({ organization });
          try {
            const run = await stage.run(['scan', '--format', 'json']);
            expect(run).toMatchObject({ exitCode: 0 });
            const summary: ScanJson = JSON.parse(run.stdout);
            const expected = expectViews(organization, {
              scanId: summary.scanId,
              asOf: new Date(summary.asOf),
              scannedAccountIds: [...organization.accounts.keys()],
            });
            expect(summary).toMatchObject(expectTotals(expected));
            for (const view of viewNames) {
              const rows = await readView(stage.database.pool, view);
              expect(withoutColumns(rows, 'report_generated_at', 'finding_id')).toEqual(
                expected[view],
              );
            }
          } finally {
            await stage.close();
          }
        }),
        { numRuns: 3, endOnFailure: true },
      );
    },
  );
});

type ScanJson = {
  readonly scanId: number;
  readonly asOf: string;
  readonly finishedAt: string;
};

function fromReports({ scanId, asOf }: ScanJson): Omit<OracleScan, 'scannedAccountIds'> {
  return { scanId, asOf: new Date(asOf), live: false, accountNames: ({ id }) => id };
}

/** Saves the report of every account of the world as a person would. */
async function writeReports(stage: ScanStage, folder: string): Promise<void> {
  await mkdir(join(stage.folder, folder));
  const organization: SimulatedOrganization = stage.organization;
  for (const account of organization.accounts.values())
    await stage.write(
      join(folder, `${account.id}.csv`),
      renderCredentialReport(organization, account),
    );
}

function byOwner(rows: readonly ViewRecord[]): readonly ViewRecord[] {
  const toKey = (row: ViewRecord): string =>
    [row['account_id'], row['user_arn'], row['key_slot']].map(String).join(' ');
  return rows.toSorted((left, right) => (toKey(left) < toKey(right) ? -1 : 1));
}

/** A cell of a CSV file; one that a spreadsheet would run as a formula begins with an apostrophe. */
function toCell(value: ViewCell): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? value.join(' ') : String(value);
  return typeof value === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
}

function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
