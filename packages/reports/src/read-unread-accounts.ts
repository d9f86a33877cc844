import type { ReportReader, ScanSummary } from '@credsweep/core';
import { readRecords } from './read-records.ts';

/** An account of which the scan has no new data. */
export type UnreadAccount = {
  readonly accountId: string;
  readonly accountName: string;
  readonly state: 'waiting' | 'failed' | 'skipped';
  readonly code: string | null;
  readonly message: string | null;
  /** The time of the last good data, which are shown; null where there are none. */
  readonly dataAsOf: Date | null;
};

/** Reads which accounts a scan could not read, and what is shown of them. */
export async function readUnreadAccounts(
  reader: ReportReader,
  { scanId, olderAccounts }: ScanSummary,
): Promise<readonly UnreadAccount[]> {
  const older = new Map(olderAccounts.map(({ accountId, dataAsOf }) => [accountId, dataAsOf]));
  const unread: UnreadAccount[] = [];
  for await (const row of readRecords(await reader.readView('scan_coverage', scanId))) {
    if (row['scan_id'] !== scanId || row['state'] === 'scanned') continue;
    const accountId = row['account_id'] as string;
    unread.push({
      accountId,
      accountName: row['account_name'] as string,
      state: row['state'] as UnreadAccount['state'],
      code: row['code'] as string | null,
      message: row['message'] as string | null,
      dataAsOf: older.get(accountId) ?? null,
    });
  }
  return unread;
}
