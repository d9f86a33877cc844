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
  // Side by side, for each is a query of its own.
  const [keys, counted, unreadAccounts, rollUps] = await Promise.all([
    countAccessKeys(reader, scanId),
    countUsers(reader, scanId),
    readUnreadAccounts(reader, summary),
    readRollUps(reader, scanId),
  ]);
  const accounts: ReportedAccount[] = [];
  for (const account of counted) {
    const { total = 0, highRisk = 0 } = keys.get(account.accountId) ?? {};
    accounts.push({ ...account, accessKeyCount: total, highRiskKeyCount: highRisk });
  }
  return { summary, accounts, unreadAccounts, rollUps };
}

type KeyCounts = { total: number; highRisk: number };

async function countAccessKeys(
  reader: ReportReader,
  scanId: number,
): Promise<ReadonlyMap<string, Readonly<KeyCounts>>> {
  const keys = new Map<string, KeyCounts>();
  for await (const row of readRecords(await reader.readView('aws_accesskey_summary', scanId))) {
    const accountId = row['account_id'] as string;
    const counts = keys.get(accountId) ?? { total: 0, highRisk: 0 };
    counts.total += (row['active_key_count'] as number) + (row['inactive_key_count'] as number);
    counts.highRisk += row['high_risk_count'] as number;
    keys.set(accountId, counts);
  }
  return keys;
}

async function countUsers(
  reader: ReportReader,
  scanId: number,
): Promise<readonly Omit<ReportedAccount, 'accessKeyCount' | 'highRiskKeyCount'>[]> {
  const accounts = [];
  for await (const row of readRecords(await reader.readView('aws_staleuser_summary', scanId))) {
    accounts.push({
      accountId: row['account_id'] as string,
      accountName: row['account_name'] as string,
      userCount: row['user_count'] as number,
      staleUserCount: row['stale_user_count'] as number,
      dataAsOf: row['data_as_of'] as Date,
    });
  }
  return accounts;
}
