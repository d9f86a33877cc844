import type { ReportReader, ScanSummary } from '@credsweep/core';
import { readRecords } from './read-records.ts';
import { readRollUps, type RollUps } from './read-roll-ups.ts';
import { readUnreadAccounts, type UnreadAccount } from './read-unread-accounts.ts';

/** Counts of one account, from its last good data. */
export type ReportedAccount = {
  readonly accountId: string;
  readonly accountName: string;
  readonly userCount: number;
  readonly staleUserCount: number;
  readonly accessKeyCount: number;
  readonly highRiskKeyCount: number;
  readonly dataAsOf: Date;
};

/** What a person wants to know of a scan at first sight. */
export type ScanReport = {
  readonly summary: ScanSummary;
  readonly accounts: readonly ReportedAccount[];
  readonly unreadAccounts: readonly UnreadAccount[];
  readonly rollUps: RollUps;
};

/** Reads the report of a scan from the views. */
export async function readScanReport(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<ScanReport> {
  const { scanId } = summary;
  const keys = new Map<string, { total: number; highRisk: number }>();
  for await (const row of readRecords(await reader.readView('aws_accesskey_summary', scanId))) {
    const counts = keys.get(row['account_id'] as string) ?? { total: 0, highRisk: 0 };
    counts.total += (row['active_key_count'] as number) + (row['inactive_key_count'] as number);
    counts.highRisk += row['high_risk_count'] as number;
    keys.set(row['account_id'] as string, counts);
  }
  const accounts: ReportedAccount[] = [];
  for await (const row of readRecords(await reader.readView('aws_staleuser_summary', scanId))) {
    const accountId = row['account_id'] as string;
    accounts.push({
      accountId,
      accountName: row['account_name'] as string,
      userCount: row['user_count'] as number,
      staleUserCount: row['stale_user_count'] as number,
      accessKeyCount: keys.get(accountId)?.total ?? 0,
      highRiskKeyCount: keys.get(accountId)?.highRisk ?? 0,
      dataAsOf: row['data_as_of'] as Date,
    });
  }
  return {
    summary,
    accounts,
    unreadAccounts: await readUnreadAccounts(reader, summary),
    rollUps: await readRollUps(reader, scanId),
  };
}
