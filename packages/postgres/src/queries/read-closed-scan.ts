import { measureCoverage, type ClosedScan, type Policy } from '@credsweep/core';
import type { Database } from '../database.ts';
import { readNews } from './read-news.ts';
import { readOpenFindings } from './read-open-findings.ts';
import { readPendingDigests } from './read-pending-digests.ts';
import type { ScanTotals } from './sum-scan.ts';

/** Reads what a scan has to tell; run it in the closing transaction, once the scan is completed. */
export async function readClosedScan(
  database: Database,
  scanId: number,
): Promise<ClosedScan | null> {
  const { rows } = await database.query<ClosedScanRow>(
    `select
       scan.organization_id, scan.as_of, date_trunc('milliseconds', clock_timestamp()) as closed_at, scan.policy,
       scan.totals, organization.baseline_scan_id = scan.scan_id as is_baseline,
       coalesce((scan.settings ->> 'listsBaseline')::boolean, false) as lists_baseline
     from credsweep.scan
     join credsweep.organization using (organization_id)
     where scan.scan_id = $1`,
    [scanId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const isBaseline = row.is_baseline === true;
  return {
    scanId,
    organizationId: row.organization_id,
    asOf: row.as_of,
    closedAt: row.closed_at,
    coverage: measureCoverage({
      accounts: row.totals.accounts,
      scanned: row.totals.scanned,
      failed: row.totals.failed,
      skipped: row.totals.skipped,
    }),
    policy: row.policy,
    highRiskKeys: row.totals.high_risk_keys,
    isBaseline,
    listsBaseline: row.lists_baseline,
    findings: isBaseline
      ? await readOpenFindings(database, scanId)
      : await readNews(database, scanId),
    digests: await readPendingDigests(database, row.organization_id),
  };
}

type ClosedScanRow = {
  readonly organization_id: string;
  readonly as_of: Date;
  readonly closed_at: Date;
  readonly policy: Policy;
  readonly totals: ScanTotals;
  readonly is_baseline: boolean | null;
  readonly lists_baseline: boolean;
};
