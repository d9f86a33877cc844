import {
  type ClosedKeyFinding,
  type ReportReader,
  type Resolution,
  type RiskReason,
  type ScanSummary,
  type Severity,
} from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import { readOptionalText, readTime, type FindingRecord } from './finding-record.ts';

/** Findings of keys that are closed. */
export type ClosedFindings = {
  /** Of exempted keys; a scan may go on flagging them. */
  readonly exempted: ReadonlyMap<number, ClosedKeyFinding>;
  /** Of keys that were resolved in the 90 days before the scan, one by one. */
  readonly resolved: AsyncIterable<ClosedKeyFinding>;
};

/**
 * Reads which findings are closed as of the end of a scan, so that a receiver closes them, too: for 90 days, after which
 * Security Hub forgets a finding that nobody updates. There are none for another policy than that of the scan, for
 * nothing was ever closed by it.
 */
export async function readClosedFindings(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<ClosedFindings> {
  const exempted = new Map<number, ClosedKeyFinding>();
  if (summary.whatIf !== undefined) return { exempted, resolved: nothing() };
  for await (const row of readOwnRows(reader, summary, 'exempted'))
    exempted.set(row['finding_id'] as number, toClosedFinding(row, 'last_seen_at'));
  return { exempted, resolved: readResolved(reader, summary) };
}

async function* readResolved(
  reader: ReportReader,
  summary: ScanSummary,
): AsyncGenerator<ClosedKeyFinding> {
  const since = summary.asOf.getTime() - keptDays * 86_400_000;
  for await (const row of readOwnRows(reader, summary, 'resolved'))
    if ((readTime(row, 'resolved_at')?.getTime() ?? 0) >= since)
      yield toClosedFinding(row, 'resolved_at');
}

async function* readOwnRows(
  reader: ReportReader,
  { scanId, organizationId }: ScanSummary,
  state: string,
): AsyncGenerator<FindingRecord> {
  for await (const row of readRecords(await reader.readView('key_findings', scanId)))
    if (row['state'] === state && row['organization_id'] === organizationId) yield row;
}

function toClosedFinding(row: FindingRecord, closedColumn: string): ClosedKeyFinding {
  const isRoot = row['is_root'] as boolean;
  return {
    findingId: row['finding_id'] as number,
    severity: (row['severity'] as Severity | null) ?? (isRoot ? 'critical' : 'low'),
    accountId: row['account_id'] as string,
    accountName: row['account_name'] as string,
    organizationPath: readOptionalText(row, 'organization_path'),
    userName: row['user_name'] as string,
    userArn: row['user_arn'] as string,
    isRoot,
    accessKeyId: row['access_key_id'] as string | null,
    lastRotatedAt: readTime(row, 'key_created_at'),
    riskReasons: row['risk_reasons'] as readonly RiskReason[],
    firstFlaggedAt: readTime(row, 'first_flagged_at'),
    owner: readOptionalText(row, 'owner'),
    resolution: row['resolution'] as Resolution | null,
    exemptedUntil: readDay(row, 'exempted_until'),
    exemptionReason: readOptionalText(row, 'exemption_reason'),
    closedAt: row[closedColumn] as Date,
  };
}

/** A day without a time; the driver gives it as midnight of this machine's own time zone. */
function readDay(row: FindingRecord, column: string): string | null {
  const day = readTime(row, column);
  if (day === null) return readOptionalText(row, column);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

async function* nothing(): AsyncGenerator<never> {}

const keptDays = 90;
