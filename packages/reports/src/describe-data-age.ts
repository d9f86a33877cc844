import type { ScanSummary } from '@credsweep/core';
import { formatDuration, formatMinute, plural } from './format.ts';

/** How old a credential report is at the time of a scan; what was made during the scan is fresh. */
export function describeAge(generatedAt: Date, asOf: Date): string {
  return isFresh(generatedAt, asOf)
    ? 'fresh'
    : formatDuration(asOf.getTime() - generatedAt.getTime());
}

/** What the age of the oldest credential report means for who reads the numbers. */
export function describeReportAge({ asOf, oldestReport }: ScanSummary): string {
  if (oldestReport === null) return 'no credential report was read';
  return isFresh(oldestReport.generatedAt, asOf)
    ? 'every report was made for this scan'
    : 'what was fixed since then still shows';
}

/** How many accounts are shown with data of an earlier scan, and how old these are at most; empty for none. */
export function describeOlderAccounts({ asOf, olderAccounts }: ScanSummary): string {
  const [oldest] = olderAccounts;
  if (oldest === undefined) return '';
  const upTo = olderAccounts.length === 1 ? '' : 'up to ';
  return `${plural(olderAccounts.length, 'account')} shown with older data (${upTo}${formatDuration(asOf.getTime() - oldest.dataAsOf.getTime())})`;
}

/** How many accounts of other scans a scan was not of, so that its numbers are not those of all accounts; empty for none. */
export function describeOtherAccounts({ otherAccounts }: ScanSummary): string {
  return otherAccounts === 0
    ? ''
    : `${plural(otherAccounts, 'account')} of other scans not counted here`;
}

/** What is shown of an account that a scan could not read. */
export function describeShownData(dataAsOf: Date | null, asOf: Date): string {
  return dataAsOf === null
    ? 'no data'
    : `shown as of ${formatMinute(dataAsOf)}, ${formatDuration(asOf.getTime() - dataAsOf.getTime())} before this scan`;
}

/** AWS tells the time of a report in whole seconds. */
function isFresh(generatedAt: Date, asOf: Date): boolean {
  return asOf.getTime() - generatedAt.getTime() < 1000;
}
