import type { ScanSummary, ViewReading } from '@credsweep/core';
import { nameValues } from '../read-records.ts';
import type { ScanDiff } from './read-scan-diff.ts';

/**
 * Writes what changed between two scans as one JSON object, piece by piece: totals of both and their difference, the
 * causes, and in `changes` every row, as NDJSON and CSV have them.
 */
export async function* renderDiffJson(
  diff: ScanDiff,
  { columns, batches }: ViewReading,
): AsyncGenerator<string> {
  const { before, after, staleUsers, highRiskKeys } = diff;
  const head = {
    before: toTotals(before),
    after: toTotals(after),
    difference: Object.fromEntries(
      counted.map((total) => [total, after[total] - before[total]] as const),
    ),
    policyChanged: diff.policyChanged,
    staleUsers,
    highRiskKeys,
    users: diff.users,
    accessKeys: diff.accessKeys,
    accounts: diff.accounts,
  };
  yield JSON.stringify(head, null, 2).replace(/\n\}$/, ',\n  "changes": [');
  let separator = '\n    ';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    const records = rows.map((row) => JSON.stringify(nameValues(columns, row)));
    yield separator + records.join(',\n    ');
    separator = ',\n    ';
  }
  yield separator.startsWith(',') ? '\n  ]\n}\n' : ']\n}\n';
}

function toTotals(summary: ScanSummary): object {
  const { scanId, asOf, policy, coverage } = summary;
  return {
    scanId,
    asOf,
    policy,
    coverage,
    ...Object.fromEntries(counted.map((total) => [total, summary[total]])),
  };
}

const counted = [
  'users',
  'staleUsers',
  'accessKeys',
  'activeAccessKeys',
  'highRiskKeys',
] as const satisfies readonly (keyof ScanSummary)[];
