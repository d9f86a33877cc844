import type { SqlRow, Truth } from './read-truth.ts';

/** What a report counts, worked out from the rows of the details alone. */
export type Counts = {
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
  readonly due: number;
  readonly coveragePercent: number;
  readonly users: number;
  readonly staleUsers: number;
  readonly keys: number;
  readonly activeKeys: number;
  readonly highRiskKeys: number;
  readonly newHighRiskKeys: number;
  readonly apiCalls: number;
  /** Of severities that occur, the gravest first. */
  readonly bySeverity: readonly number[];
  readonly oldestReport: SqlRow;
  /** Accounts whose rows are of an earlier scan, with the time of that scan. */
  readonly older: ReadonlyMap<string, Date>;
  /** Accounts with anything to do, those with the most high-risk keys first. */
  readonly worst: readonly AccountCounts[];
};

/** Counts of one account. */
type AccountCounts = {
  readonly accountId: string;
  readonly accountName: string;
  readonly staleUsers: number;
  readonly highRiskKeys: number;
};

/** Counts the rows of the details. */
export function countTruth(truth: Truth): Counts {
  const { users, keys, coverage, highRisk } = truth;
  const inState = (state: string): number =>
    coverage.filter((row) => row['state'] === state).length;
  const [scanned, failed, skipped] = [inState('scanned'), inState('failed'), inState('skipped')];
  const rows = [...users, ...keys];
  return {
    scanned,
    failed,
    skipped,
    due: scanned + failed,
    coveragePercent: Math.floor((scanned * 1000) / (scanned + failed)) / 10,
    users: users.length,
    staleUsers: count(users, 'is_stale', true),
    keys: keys.length,
    activeKeys: count(keys, 'status', 'Active'),
    highRiskKeys: count(keys, 'is_high_risk', true),
    newHighRiskKeys: count(highRisk, 'is_new', true),
    apiCalls: Object.values(truth.apiCalls).reduce((sum, calls) => sum + calls, 0),
    bySeverity: countSeverities(highRisk).filter((number) => number > 0),
    oldestReport: rows.reduce((oldest, row) =>
      row['report_generated_at'] < oldest['report_generated_at'] ? row : oldest,
    ),
    older: new Map(
      truth.userSummary
        .filter((row) => row['data_as_of'] < truth.asOf)
        .map((row) => [row['account_id'], row['data_as_of']]),
    ),
    worst: rankAccounts(truth),
  };
}

/** Rows whose column has a value. */
export function count(rows: readonly SqlRow[], column: string, value: unknown): number {
  return rows.filter((row) => row[column] === value).length;
}

/** Rows by severity, the gravest first. */
function countSeverities(rows: readonly SqlRow[]): readonly number[] {
  return ['critical', 'high', 'medium', 'low'].map((severity) => count(rows, 'severity', severity));
}

function rankAccounts({ users, keys, userSummary }: Truth): readonly AccountCounts[] {
  return userSummary
    .map((account) => {
      const isOf = (row: SqlRow): boolean => row['account_id'] === account['account_id'];
      return {
        accountId: account['account_id'] as string,
        accountName: account['account_name'] as string,
        staleUsers: count(users.filter(isOf), 'is_stale', true),
        highRiskKeys: count(keys.filter(isOf), 'is_high_risk', true),
      };
    })
    .filter(({ staleUsers, highRiskKeys }) => staleUsers + highRiskKeys > 0)
    .toSorted(
      (left, right) =>
        right.highRiskKeys - left.highRiskKeys ||
        right.staleUsers - left.staleUsers ||
        (left.accountId < right.accountId ? -1 : 1),
    );
}
