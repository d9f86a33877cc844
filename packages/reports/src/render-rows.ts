import { stringify } from 'csv-stringify/sync';
import Table from 'cli-table3';
import type { ViewReading, ViewValue } from '@credsweep/core';
import wrapAnsi from 'wrap-ansi';
import { fitColumns, type FittedColumns } from './fit-columns.ts';
import { plural } from './format.ts';
import { neutralizeFormulas } from './neutralize-formulas.ts';
import { toPrintable } from './printable.ts';
import { nameValues } from './read-records.ts';

/** A format in which the rows of a view can be written. */
export type RowFormat = 'table' | 'json' | 'ndjson' | 'csv';

/** Whether a format is one of rows. */
export function isRowFormat(format: string): format is RowFormat {
  return Object.hasOwn(renderers, format);
}

/**
 * Renders a view piece by piece; for all formats but `table`, memory does not grow with the number of rows.
 *
 * @param width of the terminal, which a `table` is fitted to; null: a table has every column and whole cells
 */
export function renderRows(
  reading: ViewReading,
  format: RowFormat,
  width: number | null = null,
): AsyncIterable<string> {
  return renderers[format](reading, width);
}

const renderers = {
  table: renderTable,
  json: renderJson,
  ndjson: renderNdjson,
  csv: renderCsv,
} satisfies Record<
  RowFormat,
  (reading: ViewReading, width: number | null) => AsyncIterable<string>
>;

async function* renderTable(
  { columns, batches }: ViewReading,
  width: number | null,
): AsyncGenerator<string> {
  const rows: string[][] = [];
  for await (const batch of batches)
    for (const row of batch) rows.push(row.map((value) => toPrintable(toText(value))));
  const fitted =
    width === null ? { columns, rows, leftOut: 0, isCut: false } : fitColumns(columns, rows, width);
  const table = new Table({
    head: [...fitted.columns],
    style: { head: [], border: [], compact: true },
  });
  for (const row of fitted.rows) table.push([...row]);
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}\n`;
  yield `${table.toString()}\n${count}${width === null ? '' : describeFit(fitted, columns.length, width)}`;
}

/** Nobody should take what has room for all that there is. */
function describeFit({ leftOut, isCut }: FittedColumns, whole: number, width: number): string {
  const parts = [
    leftOut === 0 ? '' : `${leftOut} of ${plural(whole, 'column')} are left out`,
    isCut ? 'cells are cut where … stands' : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return '';
  const text = `For the width of this terminal, ${parts.join(', and ')}. Everything: --format csv, json or ndjson.`;
  return `${wrapAnsi(text, width)}\n`;
}

async function* renderJson({ columns, batches }: ViewReading): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const rows of batches) {
    const records = rows.map((row) => JSON.stringify(nameValues(columns, row)));
    yield separator + records.join(',\n');
    separator = ',\n';
  }
  yield separator === ',\n' ? '\n]\n' : '[]\n';
}

async function* renderNdjson({ columns, batches }: ViewReading): AsyncGenerator<string> {
  for await (const rows of batches)
    yield rows.map((row) => `${JSON.stringify(nameValues(columns, row))}\n`).join('');
}

/** RFC 4180, with no cell that a spreadsheet would take for a formula. */
async function* renderCsv({ columns, batches }: ViewReading): AsyncGenerator<string> {
  yield stringify([[...columns]], csvOptions);
  for await (const rows of batches)
    yield stringify(
      rows.map((row) => row.map((value) => neutralizeFormulas(toText(value)))),
      csvOptions,
    );
}

function toText(value: ViewValue): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(' ') : String(value);
}

const csvOptions = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
