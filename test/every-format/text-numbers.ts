import type { Counts } from './count-truth.ts';
import { toAge, toPercent, type Numbered } from './numbers.ts';
import type { SqlRow, Truth } from './read-truth.ts';

/** The numbers of the terminal's report, in the order in which they stand there. */
export function listTerminalNumbers(truth: Truth, counts: Counts): readonly Numbered[] {
  const { asOf, coverage, policy } = truth;
  const { older, oldestReport } = counts;
  const unread = (state: string): readonly Numbered[] => {
    const rows = coverage.filter((row) => row['state'] === state);
    const byCode = [...Map.groupBy(rows, (row) => row['code'])].toSorted(
      ([, left], [, right]) => right.length - left.length,
    );
    return [
      rows.length,
      byCode.map(([, members]) =>
        groupByMessage(members).map((alike) => [
          alike.map((row) => [
            row['account_id'],
            row['account_name'],
            listShown(row, truth, counts),
          ]),
          // What several have in common names none of them.
          alike.length > 1
            ? alike[0]?.['message'].replaceAll(alike[0]['account_id'], '')
            : alike[0]?.['message'],
        ]),
      ),
    ];
  };
  return [
    [truth.scanId, truth.organizationId, policy.name, asOf],
    [counts.scanned, counts.due, counts.coveragePercent, counts.failed, counts.skipped],
    [counts.staleUsers, counts.users, toPercent(counts.staleUsers, counts.users)],
    [counts.highRiskKeys, counts.keys, toPercent(counts.highRiskKeys, counts.keys)],
    [counts.newHighRiskKeys, counts.bySeverity],
    [toAge(oldestReport['report_generated_at'], asOf)],
    [oldestReport['account_id'], oldestReport['account_name']],
    [older.size, [...older.values()].map((dataAsOf) => toAge(dataAsOf, asOf))],
    listRules(truth),
    counts.worst.map((row) => [row.accountId, row.accountName, row.highRiskKeys, row.staleUsers]),
    truth.owners.map((row) => [
      row['owner'],
      row['account_count'],
      row['high_risk_key_count'],
      row['stale_user_count'],
      listSeverities(row),
    ]),
    unread('failed'),
    unread('skipped'),
    [counts.apiCalls, (counts.apiCalls / counts.scanned).toFixed(1)],
    toAge(truth.startedAt, truth.finishedAt),
  ];
}

/** The numbers of the Markdown, in the order in which they stand there. */
export function listMarkdownNumbers(truth: Truth, counts: Counts): readonly Numbered[] {
  const { asOf, coverage, policy } = truth;
  const { older, oldestReport } = counts;
  const [staleRule, ...riskRule] = listRules(truth);
  const unread = (state: string): readonly Numbered[] => {
    const rows = coverage.filter((row) => row['state'] === state);
    return [
      rows.length,
      rows.map((row) => [row['account_name'], row['account_id'], listShown(row, truth, counts)]),
      state === 'failed' ? rows.map((row) => [row['account_id'], row['message']]) : [],
    ];
  };
  return [
    [truth.scanId, truth.organizationId, asOf, policy.name],
    [counts.scanned, counts.due, counts.coveragePercent, counts.failed, counts.skipped],
    [toAge(oldestReport['report_generated_at'], asOf)],
    [oldestReport['account_name'], oldestReport['account_id']],
    [older.size, older.size, [...older.values()].map((dataAsOf) => toAge(dataAsOf, asOf))],
    [
      counts.staleUsers,
      counts.users,
      toPercent(counts.staleUsers, counts.users),
      staleRule ?? null,
    ],
    [counts.highRiskKeys, counts.keys, toPercent(counts.highRiskKeys, counts.keys), riskRule],
    [counts.bySeverity, counts.newHighRiskKeys],
    unread('failed'),
    unread('skipped'),
    counts.worst.map((row) => [row.accountName, row.accountId, row.highRiskKeys, row.staleUsers]),
    truth.owners.map((row) => listRollUp(row['owner'], row)),
    truth.units
      .filter((row) => row['parent_path'] !== null)
      .toSorted(
        (left, right) =>
          right['high_risk_key_count'] - left['high_risk_key_count'] ||
          right['stale_user_count'] - left['stale_user_count'],
      )
      .map((row) => listRollUp(row['ou_id'], row)),
  ];
}

/** The thresholds, in the order in which the rules are told. */
export function listRules({ policy }: Truth): readonly number[] {
  return [policy.staleAfterDays, policy.keyRotationDays, policy.neverUsedKeyGraceDays];
}

/** What is shown of an account that was not read: the time of its data and their age, or nothing. */
export function listShown(row: SqlRow, { asOf }: Truth, { older }: Counts): readonly Numbered[] {
  const dataAsOf = older.get(row['account_id']);
  return dataAsOf === undefined ? [] : [dataAsOf, toAge(dataAsOf, asOf)];
}

/** Accounts with the same message but for their ids, the most frequent first. */
function groupByMessage(rows: readonly SqlRow[]): readonly (readonly SqlRow[])[] {
  return [
    ...Map.groupBy(rows, (row) => row['message']?.replaceAll(row['account_id'], '')).values(),
  ].toSorted((left, right) => right.length - left.length);
}

/** Counts by severity of a roll-up, without zeros. */
function listSeverities(row: SqlRow): readonly number[] {
  return ['critical', 'high', 'medium', 'low']
    .map((severity) => Number(row[`${severity}_key_count`]))
    .filter((keys) => keys > 0);
}

function listRollUp(name: string, row: SqlRow): readonly Numbered[] {
  return [
    name,
    row['account_count'],
    row['high_risk_key_count'],
    listSeverities(row),
    row['stale_user_count'],
  ];
}
