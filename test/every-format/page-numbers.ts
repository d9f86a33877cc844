import { count, type Counts } from './count-truth.ts';
import { numbersOf, toAge, toDay, toPercent, type Numbered } from './numbers.ts';
import type { SqlRow, Truth } from './read-truth.ts';
import { listRules, listShown } from './text-numbers.ts';

/** The numbers of the first section of the HTML report, all its details open. */
export function listOverviewNumbers(truth: Truth, counts: Counts): readonly Numbered[] {
  const { asOf, policy, coverage } = truth;
  const { older, oldestReport } = counts;
  const [now, before] = truth.trend;
  const change = (column: string): readonly Numbered[] => [
    Math.abs(now?.[column] - before?.[column]),
    toDay(before?.['as_of']),
  ];
  const failed = coverage.filter((row) => row['state'] === 'failed');
  const unread = (rows: readonly SqlRow[]): readonly Numbered[] => [
    rows.length,
    groupByCode(rows).map((members) => [
      members.length > 1 ? members.length : null,
      members.map((row) => [row['account_name'], row['account_id'], listShown(row, truth, counts)]),
      isSkipped(members[0] ?? {})
        ? []
        : members.map((row) => [row['account_name'], row['account_id'], row['message']]),
    ]),
  ];
  return [
    [truth.organizationId, asOf, truth.scanId],
    [counts.coveragePercent, counts.scanned, counts.due],
    [counts.failed, groupByCode(failed).map(({ length }) => (length > 1 ? length : null))],
    counts.skipped,
    toAge(oldestReport['report_generated_at'], asOf),
    [oldestReport['account_name'], oldestReport['account_id']],
    [older.size, [...older.values()].map((dataAsOf) => toAge(dataAsOf, asOf))],
    [counts.staleUsers, change('stale_users'), counts.users],
    toPercent(counts.staleUsers, counts.users),
    toNonZero(count(truth.users, 'stale_reason', 'exempted')),
    [counts.highRiskKeys, change('high_risk_keys'), counts.keys, counts.activeKeys],
    [counts.bySeverity, counts.newHighRiskKeys, toNonZero(countExemptedKeys(truth))],
    [counts.activeKeys, change('active_access_keys'), countOldKeys(truth)],
    policy.ageBandsDays.at(-1) ?? null,
    toNonZero(truth.roots.filter((row) => row['active_key_count'] > 0).length),
    toNonZero(truth.roots.filter((row) => row['password_enabled'] && !row['mfa_active']).length),
    [before?.['scan_id'], toDay(before?.['as_of']), before?.['scanned'], now?.['scanned']],
    unread(failed),
    unread(coverage.filter(isSkipped)),
    [policy.name, listRules(truth), policy.exemptions.length],
  ];
}

/** The numbers of the roll-ups. */
export function listRollUpNumbers({ owners, units }: Truth): readonly Numbered[] {
  const listCounts = (row: SqlRow): readonly Numbered[] =>
    [
      'account_count',
      'stale_user_count',
      'high_risk_key_count',
      'critical_key_count',
      'high_key_count',
      'medium_key_count',
      'low_key_count',
    ].map((column) => row[column]);
  return [
    [owners.length, owners.map((row) => [row['owner'], listCounts(row)])],
    units.map((row) => [
      row['parent_path'] === null ? null : row['ou_id'],
      row['unread_account_count'] === 0 ? null : row['unread_account_count'],
      listCounts(row),
    ]),
  ];
}

/** The numbers of the last section, all its details open. */
export function listAboutNumbers(truth: Truth, counts: Counts): readonly Numbered[] {
  const { policy, trend } = truth;
  return [
    // "over 60 days" means more than 60 × 24 hours.
    [listRules(truth), 60, 60, 24],
    [truth.startedAt, truth.finishedAt, toAge(truth.startedAt, truth.finishedAt)],
    [counts.apiCalls, Object.values(truth.apiCalls)],
    counts.older.size,
    truth.coverage
      .filter((row) => counts.older.has(row['account_id']))
      .map((row) => [row['account_name'], row['account_id'], listShown(row, truth, counts)]),
    policy.exemptions.length,
    policy.exemptions.map(({ account, user, key, reason, expires }) => [
      [account ?? null, user ?? null, key ?? null],
      [reason, expires],
    ]),
    trend.length,
    trend.map((row) => [
      [row['as_of'], row['scan_id'], row['scanned'], row['failed'], row['skipped'], row['users']],
      [row['stale_users'], row['access_keys'], row['high_risk_keys'], row['new_high_risk_keys']],
    ]),
  ];
}

/** The numbers of each row of the table of users, as text. */
export function listUserRows({ users, policy }: Truth): readonly string[] {
  return users.map((row) =>
    toLine(
      [listName(row), row['account_name'], row['account_id'], row['owner']],
      row['stale_reason'] === 'last_login_over_threshold' ? policy.staleAfterDays : null,
      [row['days_since_login'], toDay(row['last_login_at'])],
      [daysBetween(row['last_key_used_at'], row['data_as_of']), toDay(row['last_key_used_at'])],
      [row['active_key_count'], toDay(row['user_created_at'])],
    ),
  );
}

/** The numbers of each row of the table of all keys, as text. */
export function listKeyRows({ keys, policy }: Truth): readonly string[] {
  return keys.map((row) =>
    toLine(
      [listKey(row), row['account_name'], row['account_id'], row['age_band']],
      listTimes(row),
      row['last_used_service'] === null
        ? null
        : [row['last_used_service'], row['last_used_region']],
      listReasons(row, policy),
    ),
  );
}

/** The numbers of each row of the table of high-risk keys without its commands, as text. */
export function listHighRiskRows({ highRisk, policy }: Truth): readonly string[] {
  return highRisk.map((row) =>
    toLine(
      [listKey(row), row['account_name'], row['account_id'], row['owner']],
      listReasons(row, policy),
      listTimes(row),
      row['is_new'] ? null : toDay(row['first_flagged_at']),
    ),
  );
}

function listName(row: SqlRow): string {
  return row['is_root'] === true
    ? ''
    : row['user_arn'].slice(row['user_arn'].indexOf(':user/') + 6);
}

function listKey(row: SqlRow): readonly Numbered[] {
  return [listName(row), row['access_key_id'] ?? row['key_slot']];
}

function listTimes(row: SqlRow): readonly Numbered[] {
  return [
    [row['age_days'], toDay(row['last_rotated_at'])],
    [row['days_since_used'], toDay(row['last_used_at'])],
  ];
}

function listReasons(row: SqlRow, policy: Truth['policy']): readonly Numbered[] {
  return row['risk_reasons'].map((reason: string) => {
    if (reason === 'rotation_overdue') return policy.keyRotationDays;
    return reason === 'never_used' ? policy.neverUsedKeyGraceDays : null;
  });
}

/** What is told as "none", or not at all. */
function toNonZero(number: number): number | null {
  return number === 0 ? null : number;
}

function toLine(...values: readonly Numbered[]): string {
  return numbersOf(...values).join(' ');
}

function groupByCode(rows: readonly SqlRow[]): readonly (readonly SqlRow[])[] {
  return [...Map.groupBy(rows, (row) => row['code']).values()].toSorted(
    (left, right) => right.length - left.length,
  );
}

function isSkipped(row: SqlRow): boolean {
  return row['state'] === 'skipped';
}

function countExemptedKeys({ keys }: Truth): number {
  return keys.filter((row) => row['risk_reasons'].includes('exempted')).length;
}

function countOldKeys({ bands, policy }: Truth): number {
  return bands
    .filter((row) => row['age_band'] === `over ${policy.ageBandsDays.at(-1)}`)
    .reduce((sum, row) => sum + row['active_key_count'], 0);
}

function daysBetween(from: Date | null, to: Date): number | null {
  return from === null ? null : Math.floor((to.getTime() - from.getTime()) / 86_400_000);
}
