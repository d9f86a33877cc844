import {
  measureCoverage,
  totalApiCalls,
  type AccountFailure,
  type ApiCalls,
  type ScanSummary,
} from '@credsweep/core';
import type { Database } from '../database.ts';
import { countOtherAccounts } from './count-other-accounts.ts';
import { findScan } from './find-scan.ts';
import { readDataAges } from './read-data-ages.ts';
import { sumScan, type ScanTotals } from './sum-scan.ts';

/** Sums up what is known of a scan: its stored totals once it is completed, and until then what is there so far. */
export async function summarizeScan(pool: Database, scanId: number): Promise<ScanSummary | null> {
  const scan = await findScan(pool, scanId);
  if (scan === null) return null;
  const [totals, byAction, failures, notice, dataAges, otherAccounts] = await Promise.all([
    readTotals(pool, scanId).then((stored) => stored ?? sumScan(pool, scanId)),
    readApiCalls(pool, scanId),
    readFailures(pool, scanId),
    readNotice(pool, scanId),
    readDataAges(pool, scanId),
    countOtherAccounts(pool, scanId),
  ]);
  return {
    scanId,
    organizationId: scan.organizationId,
    state: scan.state,
    asOf: scan.asOf,
    startedAt: scan.startedAt,
    finishedAt: scan.finishedAt,
    policy: scan.policy,
    coverage: measureCoverage({
      accounts: totals.accounts,
      scanned: totals.scanned,
      failed: totals.failed,
      skipped: totals.skipped,
    }),
    users: totals.users,
    staleUsers: totals.stale_users,
    accessKeys: totals.access_keys,
    activeAccessKeys: totals.active_access_keys,
    highRiskKeys: totals.high_risk_keys,
    newHighRiskKeys: totals.new_high_risk_keys,
    apiCalls: { total: totalApiCalls(byAction), byAction },
    failures,
    notice,
    ...dataAges,
    otherAccounts,
    highRiskKeysBySeverity: toSeverityCounts(totals),
  };
}

/** Null where high-risk keys were counted and none of them has a severity: the scan judged none. */
function toSeverityCounts(totals: ScanTotals): ScanSummary['highRiskKeysBySeverity'] {
  const counts = totals.high_risk_by_severity;
  if (counts === undefined) return null;
  if (totals.high_risk_keys > 0 && Object.keys(counts).length === 0) return null;
  return { critical: 0, high: 0, medium: 0, low: 0, ...counts };
}

async function readNotice(database: Database, scanId: number): Promise<string | null> {
  const { rows } = await database.query<{ notice: string | null }>(
    'select notice from credsweep.scan where scan_id = $1',
    [scanId],
  );
  return rows[0]?.notice ?? null;
}

async function readTotals(database: Database, scanId: number): Promise<ScanTotals | null> {
  const { rows } = await database.query<{ totals: ScanTotals | null }>(
    'select totals from credsweep.scan where scan_id = $1',
    [scanId],
  );
  return rows[0]?.totals ?? null;
}

async function readApiCalls(database: Database, scanId: number): Promise<ApiCalls> {
  const { rows } = await database.query<{ action: string; calls: number }>(
    `select key as action, sum(value::integer)::integer as calls
     from (
       select directory_api_calls as api_calls from credsweep.scan where scan_id = $1
       union all
       select api_calls from credsweep.account_scan where scan_id = $1
     ) as counted
     cross join lateral jsonb_each_text(api_calls)
     group by key
     order by key`,
    [scanId],
  );
  return Object.fromEntries(rows.map((row) => [row.action, row.calls]));
}

async function readFailures(
  database: Database,
  scanId: number,
): Promise<readonly AccountFailure[]> {
  const { rows } = await database.query<{ account_id: string; code: string; message: string }>(
    `select account_id, code, message from credsweep.account_scan
     where scan_id = $1 and state = 'failed' order by account_id`,
    [scanId],
  );
  return rows.map((row) => ({ accountId: row.account_id, code: row.code, message: row.message }));
}
