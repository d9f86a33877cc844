import stringWidth from 'string-width';
import { shortenName } from './shorten-name.ts';

/** What of a table has room on a terminal. */
export type FittedColumns = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many columns have no room. */
  readonly leftOut: number;
  /** Whether a cell was cut, which "…" marks. */
  readonly isCut: boolean;
};

/**
 * Fits a table to the width of a terminal: long cells are cut in their middle, and columns that matter less are left
 * out. A table that has room stays as it is; the first column always stays.
 *
 * @param width of the whole table, in cells of the terminal; between and around columns are lines and blanks
 */
export function fitColumns(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): FittedColumns {
  const measured = columns.map((name, index) => measureColumn(name, index, rows));
  const kept = keepColumns(measured, width);
  const fitted = widenColumns(kept, width);
  return {
    columns: fitted.map(({ name, cells }) => shortenName(name, cells)),
    rows: rows.map((row) => fitted.map(({ index, cells }) => shortenName(row[index] ?? '', cells))),
    leftOut: columns.length - kept.length,
    isCut: fitted.some(({ cells, whole }) => cells < whole),
  };
}

type Column = {
  readonly name: string;
  readonly index: number;
  /** What it takes to show every cell of it. */
  readonly whole: number;
  /** What it takes at least. */
  readonly least: number;
};

function measureColumn(name: string, index: number, rows: readonly (readonly string[])[]): Column {
  let whole = stringWidth(name);
  for (const row of rows) whole = Math.max(whole, stringWidth(row[index] ?? ''));
  return { name, index, whole, least: Math.max(stringWidth(name), Math.min(whole, maxCells)) };
}

/** The first column identifies a row; of the others those that matter most have room first. */
function keepColumns(columns: readonly Column[], width: number): readonly Column[] {
  const kept = new Set(columns.slice(0, 1));
  let left = width - measureAll(kept);
  for (const column of columns.toSorted((one, other) => rank(one) - rank(other))) {
    if (kept.has(column) || column.least + around > left) continue;
    kept.add(column);
    left -= column.least + around;
  }
  return columns.filter((column) => kept.has(column));
}

/** Columns that the list does not have come after it, in the order of the view. */
function rank({ name, index }: Column): number {
  const place = mostImportantFirst.indexOf(name);
  return place === -1 ? mostImportantFirst.length + index : place;
}

function measureAll(columns: Iterable<Column>): number {
  return [...columns].reduce((sum, { least }) => sum + least + around, 1);
}

/** Gives cut columns the room that is left, from the left. */
function widenColumns(
  columns: readonly Column[],
  width: number,
): readonly (Column & { readonly cells: number })[] {
  let left = width - measureAll(columns);
  return columns.map((column) => {
    const more = Math.min(left, column.whole - column.least);
    left -= more;
    return { ...column, cells: Math.max(column.least + more, 1) };
  });
}

/** A line and a blank on either side. */
const around = 3;
const maxCells = 28;

/** What a person looks for: whose it is, what is wrong with it, and how much of it there is. */
const mostImportantFirst = [
  'account_id',
  'ou_id',
  'as_of',
  'user_name',
  'access_key_id',
  'state',
  'code',
  'severity',
  'stale_reason',
  'risk_reasons',
  'age_days',
  'days_since_login',
  'high_risk_key_count',
  'high_risk_count',
  'high_risk_keys',
  'stale_user_count',
  'stale_users',
  'failed',
  'scanned',
  'active_key_count',
  'inactive_key_count',
  'mfa_active',
  'account_name',
  'owner',
  'message',
  'user_count',
  'account_count',
  'unread_account_count',
  'is_new',
  'status',
  'days_since_used',
  'days_open',
];
