import { stringify } from 'csv-stringify/sync';
import Table from 'cli-table3';
import type { ViewReading, ViewValue } from '@credsweep/core';
import { neutralizeFormulas } from './neutralize-formulas.ts';
import { toPrintable } from './printable.ts';
import { nameValues } from './read-records.ts';

/** A format in which the rows of a view can be written. */
export type RowFormat = 'table' | 'json' | 'ndjson' | 'csv';

/** Whether a format is one of rows. */
export function isRowFormat(format: string): format is RowFormat {
  return Object.hasOwn(renderers, format);
}

/** Renders a view piece by piece; for all formats but `table`, memory does not grow with the number of rows. */
export function renderRows(reading: ViewReading, format: RowFormat): AsyncIterable<string> {
  return renderers[format](reading);
}

const renderers = {
  table: renderTable,
  json: renderJson,
  ndjson: renderNdjson,
  csv: renderCsv,
} satisfies Record<RowFormat, (reading: ViewReading) => AsyncIterable<string>>;

async function* renderTable({ columns, batches }: ViewReading): AsyncGenerator<string> {
  const table = new Table({ head: [...columns], style: { head: [], border: [], compact: true } });
  let count = 0;
  for await (const rows of batches) {
    for (const row of rows) table.push(row.map((value) => toPrintable(toText(value))));
    count += rows.length;
  }
  yield `${table.toString()}\n${count} ${count === 1 ? 'row' : 'rows'}\n`;
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
