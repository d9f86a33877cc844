import {
  policyPresets,
  type ReportReader,
  type ReportViewName,
  type ScanSummary,
  type ViewRow,
  type ViewValue,
} from '@credsweep/core';

/** A row of a view by the names of its columns. */
export type Row = Readonly<Record<string, ViewValue>>;

/** Rows of views; a view that is not named is empty. */
export type FixedViews = Partial<Record<ReportViewName, Iterable<Row>>>;

/** Reads fixed rows, as if they stood in a database. */
export function createFixedReader(summary: ScanSummary, views: FixedViews): ReportReader {
  return {
    listScans: () => Promise.resolve([]),
    findNewestCompletedScan: () => Promise.resolve(null),
    summarizeScan: (scanId) => Promise.resolve(scanId === summary.scanId ? summary : null),
    readView: (view) => {
      const rows = [...(views[view] ?? [])];
      const columns = Object.keys(rows[0] ?? {});
      return Promise.resolve({ columns, batches: readBatches(rows, columns) });
    },
  };
}

async function* readBatches(
  rows: readonly Row[],
  columns: readonly string[],
): AsyncGenerator<readonly ViewRow[]> {
  for (let start = 0; start < rows.length; start += 1000)
    yield rows
      .slice(start, start + 1000)
      .map((row) => columns.map((column) => row[column] ?? null));
}

/** The time of the scan. */
export const asOf = new Date('2026-03-01T12:00:00Z');

/** A day that lies some days before the scan. */
export function daysAgo(days: number): Date {
  return new Date(asOf.getTime() - days * 86_400_000);
}

/** A summary of a complete scan; tests name what differs. */
export function makeSummary(differences: Partial<ScanSummary> = {}): ScanSummary {
  return {
    scanId: 7,
    organizationId: 'o-exampleorg',
    state: 'completed',
    asOf,
    startedAt: asOf,
    finishedAt: new Date(asOf.getTime() + 90_000),
    policy: policyPresets.default,
    coverage: { accounts: 3, scanned: 3, failed: 0, skipped: 0, percent: 100 },
    users: 0,
    staleUsers: 0,
    accessKeys: 0,
    activeAccessKeys: 0,
    highRiskKeys: 0,
    newHighRiskKeys: 0,
    apiCalls: { total: 9, byAction: { 'sts:AssumeRole': 3, 'iam:GetCredentialReport': 6 } },
    failures: [],
    notice: null,
    oldestReport: null,
    olderAccounts: [],
    otherAccounts: 0,
    highRiskKeysBySeverity: null,
    ...differences,
  };
}

/** A row of `aws_staleuser_details`; a user who logged in yesterday unless a test says otherwise. */
export function makeUser(
  account: { readonly accountId: string; readonly accountName: string },
  userName: string,
  differences: Row = {},
): Row {
  return {
    account_id: account.accountId,
    account_name: account.accountName,
    user_name: userName,
    user_arn: `arn:aws:iam::${account.accountId}:user/${userName}`,
    user_created_at: daysAgo(900),
    password_enabled: true,
    last_login_at: daysAgo(1),
    days_since_login: 1,
    never_logged_in: false,
    last_key_used_at: null,
    last_activity_at: daysAgo(1),
    days_since_activity: 1,
    mfa_active: true,
    active_key_count: 0,
    is_stale: false,
    stale_reason: null,
    stale_by_login: false,
    stale_by_activity: false,
    owner: null,
    scan_id: 7,
    data_as_of: asOf,
    report_generated_at: new Date(asOf.getTime() - 600_000),
    ...differences,
  };
}

/** What makes a user stale who last logged in that long ago. */
export function staleSince(days: number): Row {
  return {
    last_login_at: daysAgo(days),
    days_since_login: days,
    last_activity_at: daysAgo(days),
    days_since_activity: days,
    is_stale: true,
    stale_reason: 'last_login_over_threshold',
  };
}

/** What makes a user stale who never logged in. */
export const neverLoggedIn: Row = {
  last_login_at: null,
  days_since_login: null,
  last_activity_at: null,
  days_since_activity: null,
  never_logged_in: true,
  is_stale: true,
  stale_reason: 'never_logged_in',
};

/** A row of `aws_accesskey_details`; a young active key unless a test says otherwise. */
export function makeKey(
  account: { readonly accountId: string; readonly accountName: string },
  userName: string,
  accessKeyId: string | null,
  differences: Row = {},
): Row {
  return {
    account_id: account.accountId,
    account_name: account.accountName,
    user_name: userName,
    user_arn: `arn:aws:iam::${account.accountId}:user/${userName}`,
    is_root: false,
    access_key_id: accessKeyId,
    key_slot: 1,
    status: 'Active',
    last_rotated_at: daysAgo(30),
    age_days: 30,
    age_band: '0-90',
    last_used_at: daysAgo(2),
    days_since_used: 2,
    last_used_region: 'eu-west-1',
    last_used_service: 's3',
    never_used: false,
    is_high_risk: false,
    risk_reasons: [],
    severity: null,
    owner: null,
    scan_id: 7,
    data_as_of: asOf,
    report_generated_at: new Date(asOf.getTime() - 600_000),
    ...differences,
  };
}

/** What makes a key overdue for rotation. */
export function rotatedAgo(days: number): Row {
  return {
    last_rotated_at: daysAgo(days),
    age_days: days,
    age_band: 'over 365',
    is_high_risk: true,
    risk_reasons: ['rotation_overdue'],
    severity: 'medium',
  };
}

/** A row of `aws_accesskey_highrisk` for a high-risk key. */
export function flag(key: Row, differences: Row = {}): Row {
  return { ...key, finding_id: 1, first_flagged_at: daysAgo(10), is_new: false, ...differences };
}
