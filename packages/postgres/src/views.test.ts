import { reportViewNames, type ReportViewName, type ViewRow } from '@credsweep/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { readView } from './read-view.ts';
import { roleMissing, runScan, testAsOf, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const [one, two, three] = ['000000000001', '000000000002', '000000000003'] as const;
const oldKey = { rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' };
const alice: AccountContent = { users: [{ name: 'alice', keys: [oldKey] }] };
const bob: AccountContent = { users: [{ name: 'bob', login: null }] };
const nextDay = new Date(testAsOf.getTime() + 86_400_000);

async function read(
  view: ReportViewName,
  scanId: number | null = null,
): Promise<readonly Record<string, unknown>[]> {
  const { columns, batches } = await readView(database.pool, view, scanId);
  const rows: ViewRow[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index]])),
  );
}

const publicColumns = {
  aws_staleuser_details:
    'account_id, account_name, user_name, user_arn, user_created_at, password_enabled, last_login_at, days_since_login, ' +
    'never_logged_in, last_key_used_at, last_activity_at, days_since_activity, mfa_active, active_key_count, is_stale, ' +
    'stale_reason, stale_by_login, stale_by_activity, scan_id, data_as_of, report_generated_at, ' +
    'owner, organization_path, tags',
  aws_staleuser_summary:
    'account_id, account_name, user_count, stale_user_count, never_logged_in_count, stale_percent, data_as_of',
  aws_accesskey_details:
    'account_id, account_name, user_name, user_arn, is_root, access_key_id, key_slot, status, last_rotated_at, age_days, ' +
    'age_band, last_used_at, days_since_used, last_used_region, last_used_service, never_used, is_high_risk, ' +
    'risk_reasons, scan_id, data_as_of, report_generated_at, severity, owner, organization_path, tags',
  aws_accesskey_highrisk:
    'account_id, account_name, user_name, user_arn, is_root, access_key_id, key_slot, status, last_rotated_at, age_days, ' +
    'age_band, last_used_at, days_since_used, last_used_region, last_used_service, never_used, is_high_risk, ' +
    'risk_reasons, scan_id, data_as_of, report_generated_at, finding_id, first_flagged_at, is_new, ' +
    'severity, owner, organization_path, tags',
  aws_accesskey_summary:
    'account_id, account_name, age_band, active_key_count, inactive_key_count, high_risk_count',
  root_credentials:
    'account_id, account_name, password_enabled, last_login_at, mfa_active, active_key_count, data_as_of',
  scan_coverage:
    'scan_id, account_id, account_name, state, code, message, attempts, api_calls, duration',
  organization_trend:
    'scan_id, organization_id, as_of, finished_at, accounts, scanned, failed, skipped, users, stale_users, access_keys, ' +
    'active_access_keys, high_risk_keys, new_high_risk_keys',
  key_findings:
    'finding_id, organization_id, account_id, account_name, user_name, user_arn, is_root, access_key_id, key_created_at, ' +
    'state, severity, risk_reasons, first_flagged_at, opened_scan_id, last_seen_at, last_seen_scan_id, reopened_count, ' +
    'reopened_at, resolved_at, resolution, exempted_until, exemption_reason, exempted_by, days_open, time_to_fix_days, ' +
    'owner',
  organization_unit_summary:
    'organization_id, ou_id, ou_path, parent_path, account_count, unread_account_count, user_count, stale_user_count, ' +
    'access_key_count, high_risk_key_count, critical_key_count, high_key_count, medium_key_count, low_key_count, ' +
    'oldest_data_as_of',
  owner_summary:
    'owner, account_count, stale_user_count, high_risk_key_count, critical_key_count, high_key_count, ' +
    'medium_key_count, low_key_count, worst_severity, oldest_data_as_of',
} as const satisfies Record<ReportViewName, string>;

describe('columns', () => {
  test.each(reportViewNames)('%s has the published columns in their order', async (view) => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = ('credsweep.' || $1)::regclass and attnum > 0 order by attnum`,
      [view],
    );
    expect(rows.map((row) => row.name).join(', ')).toBe(publicColumns[view]);
  });

  test.each(reportViewNames)('%s can be read while there is nothing in it', async (view) => {
    const { columns } = await readView(database.pool, view, null);
    expect(columns.join(', ')).toBe(publicColumns[view]);
    expect(await read(view)).toEqual([]);
  });
});

describe('last good data', () => {
  test('a failed account shows what was known of it, with the age of that', async () => {
    await runScan(ledger, { [one]: alice, [two]: bob });
    await runScan(ledger, { [one]: roleMissing(one), [two]: bob }, { asOf: nextDay });
    for (const view of [
      'aws_staleuser_details',
      'aws_staleuser_summary',
      'root_credentials',
    ] as const) {
      expect(await read(view)).toMatchObject(
        view === 'aws_staleuser_summary'
          ? [
              { account_id: two, data_as_of: nextDay },
              { account_id: one, data_as_of: testAsOf },
            ]
          : [
              { account_id: one, data_as_of: testAsOf },
              { account_id: two, data_as_of: nextDay },
            ],
      );
    }
    expect(await read('aws_accesskey_highrisk')).toMatchObject([
      {
        account_id: one,
        user_name: 'alice',
        data_as_of: testAsOf,
        first_flagged_at: testAsOf,
        is_new: false,
      },
    ]);
    expect(await read('scan_coverage')).toMatchObject([
      {
        account_id: one,
        state: 'failed',
        code: 'role_missing_or_denied',
        attempts: 1,
        api_calls: 1,
      },
      { account_id: two, state: 'scanned', code: null, api_calls: 3 },
      { account_id: one, state: 'scanned' },
      { account_id: two, state: 'scanned' },
    ]);
  });

  test('an account that left is in none of the views but the coverage of its scans', async () => {
    await runScan(ledger, { [one]: alice, [two]: alice });
    await runScan(ledger, { [one]: alice });
    for (const view of reportViewNames.filter(
      (name) => name.startsWith('aws_') || name === 'root_credentials',
    )) {
      const rows = await read(view);
      expect(
        rows.map((row) => row['account_id']),
        view,
      ).toEqual([one]);
    }
    expect(await read('scan_coverage')).toHaveLength(3);
  });

  test('an account that was never read has no rows', async () => {
    await runScan(ledger, { [one]: alice, [two]: roleMissing(two) });
    expect(await read('aws_staleuser_summary')).toMatchObject([{ account_id: one }]);
  });
});

describe('values', () => {
  test('counts and percentages are numbers, times are dates, lists are lists, durations are ISO 8601', async () => {
    const scanId = await runScan(ledger, {
      [one]: {
        users: [
          { name: 'a', login: null },
          { name: 'b' },
          { name: 'c' },
          { name: 'd', keys: [oldKey] },
        ],
      },
    });
    expect(await read('aws_staleuser_summary')).toEqual([
      {
        account_id: one,
        account_name: 'Account 1',
        user_count: 4,
        stale_user_count: 1,
        never_logged_in_count: 1,
        stale_percent: 25,
        data_as_of: testAsOf,
      },
    ]);
    const [key] = await read('aws_accesskey_highrisk');
    expect(key).toMatchObject({
      finding_id: 1,
      risk_reasons: ['rotation_overdue'],
      scan_id: scanId,
    });
    const [coverage] = await read('scan_coverage');
    expect(coverage?.['duration']).toMatch(/^PT\d+(\.\d+)?S$/);
    expect(await read('organization_trend')).toMatchObject([
      {
        scan_id: scanId,
        organization_id: 'o-example',
        as_of: testAsOf,
        accounts: 1,
        users: 4,
        stale_users: 1,
      },
    ]);
  });

  test('age bands are listed youngest first', async () => {
    const keys = ['2026-06-10', '2026-02-10', '2025-12-01', '2024-01-01'].map((day, index) => ({
      name: `user${index}`,
      keys: [{ rotated: `${day}T00:00:00+00:00`, used: '2026-06-11T00:00:00+00:00' }],
    }));
    const undated = {
      name: 'undated',
      keys: [{ rotated: null, used: '2020-01-01T00:00:00+00:00', active: false }],
    };
    await runScan(ledger, { [one]: { users: [...keys, undated] } });
    const bands = await read('aws_accesskey_summary');
    expect(bands.map((row) => row['age_band'])).toEqual([
      '0-90',
      '91-180',
      '181-365',
      'over 365',
      'unknown',
    ]);
  });

  test('a user name that a spreadsheet would run is read as it is', async () => {
    await runScan(ledger, { [one]: { users: [{ name: '=1+2@corp' }] } });
    expect(await read('aws_staleuser_details')).toMatchObject([{ user_name: '=1+2@corp' }]);
  });
});

describe('as of an earlier scan', () => {
  test('every view is as it was when that scan had ended', async () => {
    const first = await runScan(ledger, { [one]: alice, [two]: bob });
    const second = await runScan(
      ledger,
      { [one]: {}, [two]: roleMissing(two), [three]: alice },
      { asOf: nextDay },
    );
    await runScan(ledger, { [three]: {} });
    expect(await read('aws_staleuser_details', first)).toMatchObject([
      { account_id: one, user_name: 'alice', scan_id: first },
      { account_id: two, user_name: 'bob', scan_id: first },
    ]);
    expect(await read('aws_staleuser_details', second)).toMatchObject([
      { account_id: two, user_name: 'bob', scan_id: first, data_as_of: testAsOf },
      { account_id: three, user_name: 'alice', scan_id: second, data_as_of: nextDay },
    ]);
    expect(await read('aws_accesskey_highrisk', first)).toMatchObject([
      { account_id: one, finding_id: 1, is_new: false },
    ]);
    expect(await read('aws_accesskey_highrisk', second)).toMatchObject([
      { account_id: three, finding_id: 2, is_new: true },
    ]);
    expect(await read('aws_accesskey_highrisk')).toEqual([]);
    expect(await read('scan_coverage', first)).toHaveLength(2);
    expect((await read('organization_trend', second)).map((row) => row['scan_id'])).toEqual([
      second,
      first,
    ]);
    expect(await read('root_credentials', first)).toHaveLength(2);
  });

  test('its rows add up to the totals of that scan', async () => {
    const scans = [
      await runScan(ledger, { [one]: alice, [two]: bob }),
      await runScan(ledger, { [one]: roleMissing(one), [two]: alice, [three]: bob }),
      await runScan(ledger, { [two]: bob }),
    ];
    for (const scanId of scans) {
      const summary = await ledger.summarizeScan(scanId);
      expect(await read('aws_staleuser_details', scanId)).toHaveLength(summary?.users ?? -1);
      expect(await read('aws_accesskey_details', scanId)).toHaveLength(summary?.accessKeys ?? -1);
      const risky = await read('aws_accesskey_highrisk', scanId);
      expect(risky).toHaveLength(summary?.highRiskKeys ?? -1);
      expect(risky.filter((row) => row['is_new'])).toHaveLength(summary?.newHighRiskKeys ?? -1);
    }
  });

  test('the choice of a scan ends with the reading', async () => {
    const first = await runScan(ledger, { [one]: alice });
    await runScan(ledger, { [one]: bob });
    await read('aws_staleuser_details', first);
    const { rows } = await database.pool.query(
      'select user_name from credsweep.aws_staleuser_details',
    );
    expect(rows).toEqual([{ user_name: 'bob' }]);
  });
});
