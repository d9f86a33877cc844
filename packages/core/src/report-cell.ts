/** A cell that has no meaning known to credsweep; it fails the account scan, for guessing would be worse. */
export class UnreadableCellError extends Error {
  override readonly name = 'UnreadableCellError';
}

/** Reads a date; `N/A`, `no_information` and `not_supported` say that there is none. */
export function readDateCell(cell: string): Date | null {
  return absenceSentinels.has(cell) ? null : readRequiredDateCell(cell);
}

/** Reads a date that must be there. */
export function readRequiredDateCell(cell: string): Date {
  const date = new Date(cell);
  if (!isoDate.test(cell) || Number.isNaN(date.getTime()) || !isCalendarDay(cell)) {
    throw new UnreadableCellError(`${quote(cell)} is not an ISO 8601 date`);
  }
  return date;
}

/** Reads `true` or `false` in any case. */
export function readBooleanCell(cell: string): boolean {
  const text = cell.toLowerCase();
  if (text !== 'true' && text !== 'false')
    throw new UnreadableCellError(`${quote(cell)} is neither true nor false`);
  return text === 'true';
}

/** Reads `true`, `false`, or null for `not_supported` and `N/A`, which AWS has given for the root user. */
export function readOptionalBooleanCell(cell: string): boolean | null {
  return absenceSentinels.has(cell) ? null : readBooleanCell(cell);
}

/** Reads a Region or a service namespace; null for each way of saying that there is none. */
export function readNameCell(cell: string): string | null {
  if (absenceSentinels.has(cell)) return null;
  if (!/^[\w.:-]+$/.test(cell)) throw new UnreadableCellError(`${quote(cell)} is not a name`);
  return cell;
}

const absenceSentinels: ReadonlySet<string> = new Set(['N/A', 'no_information', 'not_supported']);
const shortestMonthDays = 28;
const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** JavaScript reads 31 February as a day in March; a report that says so is damaged. */
function isCalendarDay(isoText: string): boolean {
  const day = Number(isoText.slice(8, 10));
  return (
    day <= shortestMonthDays || new Date(`${isoText.slice(0, 10)}T00:00Z`).getUTCDate() === day
  );
}

function quote(cell: string): string {
  return JSON.stringify(cell.length > 60 ? `${cell.slice(0, 60)}…` : cell);
}
