import type { ReportReader, ScanSummary, WhatIf } from '@credsweep/core';
import type { TrendPoint } from './html-report-data.ts';
import { readViewRecords } from './read-view-records.ts';

/** Reads the completed scans of the same organization up to this one; this one stands last, whatever its state. */
export async function readTrend(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<readonly TrendPoint[]> {
  if (summary.whatIf !== undefined) return compareWithOwnPolicy(summary, summary.whatIf);
  const earlier: TrendPoint[] = [];
  for await (const record of readViewRecords(reader, 'organization_trend', null)) {
    const scanId = record.count('scan_id');
    const asOf = record.time('as_of');
    if (record.optionalText('organization_id') !== summary.organizationId) continue;
    if (scanId >= summary.scanId || asOf === null) continue;
    earlier.push({
      scanId,
      asOf,
      accounts: record.count('accounts'),
      scanned: record.count('scanned'),
      failed: record.count('failed'),
      skipped: record.count('skipped'),
      users: record.count('users'),
      staleUsers: record.count('stale_users'),
      accessKeys: record.count('access_keys'),
      activeAccessKeys: record.count('active_access_keys'),
      highRiskKeys: record.count('high_risk_keys'),
      newHighRiskKeys: record.count('new_high_risk_keys'),
    });
  }
  return [...earlier.toSorted((left, right) => left.scanId - right.scanId), toPoint(summary)];
}

/** Earlier scans were judged by policies of their own, and say nothing about a what-if. */
function compareWithOwnPolicy(
  summary: ScanSummary,
  { scanPolicy, staleUsers, highRiskKeys }: WhatIf,
): readonly TrendPoint[] {
  const point = toPoint(summary);
  return [{ ...point, staleUsers, highRiskKeys, judgedBy: scanPolicy.name }, point];
}

function toPoint(summary: ScanSummary): TrendPoint {
  const { coverage, ...totals } = summary;
  return {
    scanId: totals.scanId,
    asOf: totals.asOf,
    accounts: coverage.accounts,
    scanned: coverage.scanned,
    failed: coverage.failed,
    skipped: coverage.skipped,
    users: totals.users,
    staleUsers: totals.staleUsers,
    accessKeys: totals.accessKeys,
    activeAccessKeys: totals.activeAccessKeys,
    highRiskKeys: totals.highRiskKeys,
    newHighRiskKeys: totals.newHighRiskKeys,
  };
}
