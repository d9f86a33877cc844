import { CsvError, parse } from 'csv-parse/sync';
import { knownColumns, requiredColumns } from './report-columns.ts';

/** What is wrong with a report, as the end of a sentence. */
export class DamagedReportError extends Error {
  override readonly name = 'DamagedReportError';
}

/** A user's line of the report. */
export type ReportRow = {
  /** Its number in the text, from 1. */
  readonly line: number;
  has(column: string): boolean;
  /** Empty where the report has no such column. */
  read(column: string): string;
};

/**
 * Takes the text of a credential report apart.
 *
 * @throws DamagedReportError when it is no such text
 */
export function readReportRows(csv: string): readonly ReportRow[] {
  if (csv.trim() === '') throw new DamagedReportError('it is empty');
  try {
    const [header = [], ...records] = isPlain(csv)
      ? splitPlain(csv)
      : parse(csv, { bom: true, relax_column_count: true });
    checkHeader(header);
    const columns = {
      count: header.length,
      positions: new Map(header.map((name, at) => [name, at])),
    };
    return records.map((record, index) =>
      nameCells(columns, joinSplitName(header, record), index + 2),
    );
  } catch (error) {
    if (error instanceof CsvError)
      throw new DamagedReportError(`${error.message} (is it truncated?)`, { cause: error });
    throw error;
  }
}

/** Whether a report is as AWS itself writes it, where commas and line feeds say everything. */
function isPlain(csv: string): boolean {
  return !/["\r\uFEFF]/.test(csv);
}

/** What the CSV parser gives for a plain text, in a fraction of its time. */
function splitPlain(csv: string): readonly (readonly string[])[] {
  const text = csv.endsWith('\n') ? csv.slice(0, -1) : csv;
  return text.split('\n').map((line) => line.split(','));
}

/**
 * Makes good a name with commas that was not quoted: IAM allows commas in names, and both the name and the ARN that ends
 * in it then fall apart into as many pieces.
 */
function joinSplitName(header: readonly string[], record: readonly string[]): readonly string[] {
  const pieces = (record.length - header.length) / 2 + 1;
  if (pieces < 2 || !Number.isInteger(pieces) || header[0] !== 'user' || header[1] !== 'arn')
    return record;
  const user = record.slice(0, pieces).join(',');
  const userArn = record.slice(pieces, 2 * pieces).join(',');
  return userArn.endsWith(`/${user}`) ? [user, userArn, ...record.slice(2 * pieces)] : record;
}

function nameCells(
  { count, positions }: Columns,
  record: readonly string[],
  line: number,
): ReportRow {
  if (record.length !== count) {
    const found = `${record.length} cells instead of ${count}`;
    throw new DamagedReportError(`line ${line} has ${found} (is it truncated?)`);
  }
  return {
    line,
    has: (column) => positions.has(column),
    read: (column) => record[positions.get(column) ?? -1] ?? '',
  };
}

function checkHeader(header: readonly string[]): void {
  const [first = ''] = header;
  const separator =
    header.length === 1 ? otherSeparators.find(({ mark }) => first.includes(mark)) : undefined;
  if (separator !== undefined)
    throw new DamagedReportError(
      `its cells are separated by ${separator.name}, as some spreadsheets save them, and not by commas`,
    );
  const missing = requiredColumns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new DamagedReportError(`the header lacks ${missing.join(', ')}`);
  const doubled = knownColumns.filter(
    (column) => header.indexOf(column) !== header.lastIndexOf(column),
  );
  if (doubled.length > 0)
    throw new DamagedReportError(`the header names ${doubled.join(', ')} twice`);
}

type Columns = { readonly count: number; readonly positions: ReadonlyMap<string, number> };

const otherSeparators = [
  { mark: ';', name: 'semicolons' },
  { mark: '\t', name: 'tabs' },
] as const;
