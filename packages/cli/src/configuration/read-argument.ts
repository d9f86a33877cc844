import { CredsweepError } from '@credsweep/core';

/** Reads the number of a scan. */
export function readScanId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CredsweepError(
    'usage_invalid',
    `${JSON.stringify(text)} is not the number of a scan. "credsweep status" lists the scans.`,
  );
}

/** Reads a point in time that is not in the future: nobody knows how users and keys will stand then. */
export function readAsOf(text: string, now: Date): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(date.getTime())) {
    throw new CredsweepError(
      'usage_invalid',
      `--as-of ${JSON.stringify(text)} is not an ISO 8601 time, such as 2026-11-21T12:00:00Z.`,
    );
  }
  if (date <= now) return date;
  throw new CredsweepError(
    'usage_invalid',
    `--as-of ${JSON.stringify(text)} is in the future. To see what will be stale or overdue soon, lower a threshold: ` +
      '"credsweep report --stale-after-days 30 --key-rotation-days 335" asks that of a scan that is there.',
  );
}

/** Reads a number of seconds, from 1 to an hour. */
export function readSeconds(flag: string, text: string): number {
  return readWhole(flag, text, 1, 3600, 'a whole number of seconds from 1 to 3600');
}

/** Reads a count, up to 100,000. */
export function readCount(flag: string, text: string, min: number): number {
  return readWhole(flag, text, min, 100_000, `a whole number of ${min} or more`);
}

/** Reads a TCP port; 0 takes any free one. */
export function readPort(flag: string, text: string): number {
  return readWhole(flag, text, 0, 65_535, 'a port from 0 to 65535');
}

function readWhole(flag: string, text: string, min: number, max: number, what: string): number {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= min && value <= max) return value;
  throw new CredsweepError('usage_invalid', `${flag} ${JSON.stringify(text)} is not ${what}.`);
}
