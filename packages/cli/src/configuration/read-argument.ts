import { CredsweepError } from '@credsweep/core';

/** Reads the number of a scan. */
export function readScanId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CredsweepError(
    'usage_invalid',
    `${JSON.stringify(text)} is not the number of a scan. "credsweep status" lists the scans.`,
  );
}

/** Reads a point in time. */
export function readAsOf(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new CredsweepError(
    'usage_invalid',
    `--as-of ${JSON.stringify(text)} is not an ISO 8601 time, such as 2026-11-21T12:00:00Z.`,
  );
}
