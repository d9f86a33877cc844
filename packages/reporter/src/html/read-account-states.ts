import type { ReportReader, ScanSummary } from '@credsweep/core';
import type { UnreadAccount } from '../scan-report.ts';
import type { HtmlReportData } from './html-report-data.ts';
import { readViewRecords } from './read-view-records.ts';

/** Reads which accounts the scan could not read, and which are shown with older data. */
export async function readAccountStates(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<Pick<HtmlReportData, 'unreadAccounts' | 'olderAccounts'>> {
  const { scanId, asOf } = summary;
  const unreadAccounts: UnreadAccount[] = [];
  for await (const record of readViewRecords(reader, 'scan_coverage', scanId)) {
    const state = record.text('state');
    if (record.count('scan_id') !== scanId || state === 'scanned') continue;
    unreadAccounts.push({
      ...record.account(),
      state: state as UnreadAccount['state'],
      code: record.optionalText('code'),
      message: record.optionalText('message'),
    });
  }
  const olderAccounts: HtmlReportData['olderAccounts'][number][] = [];
  for await (const record of readViewRecords(reader, 'aws_staleuser_summary', scanId)) {
    const dataAsOf = record.time('data_as_of');
    if (dataAsOf !== null && dataAsOf < asOf) olderAccounts.push({ ...record.account(), dataAsOf });
  }
  return { unreadAccounts, olderAccounts };
}
