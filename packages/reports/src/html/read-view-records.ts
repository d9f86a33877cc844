import type { ReportReader, ReportViewName, ViewValue } from '@credsweep/core';
import { toPrintable } from '../printable.ts';
import { readRecords } from '../read-records.ts';
import type { NamedAccount } from './html-report-data.ts';

/** A row of a view with accessors that know the types of its columns. */
export type ViewRecord = {
  /** Text without control characters, for names come from other people's accounts. */
  readonly text: (column: string) => string;
  readonly optionalText: (column: string) => string | null;
  readonly count: (column: string) => number;
  readonly optionalCount: (column: string) => number | null;
  readonly flag: (column: string) => boolean;
  readonly time: (column: string) => Date | null;
  readonly texts: (column: string) => readonly string[];
  readonly account: () => NamedAccount;
};

/** Reads the rows of a view one by one. */
export async function* readViewRecords(
  reader: ReportReader,
  view: ReportViewName,
  scanId: number | null,
): AsyncGenerator<ViewRecord> {
  for await (const row of readRecords(await reader.readView(view, scanId))) yield openRecord(row);
}

function openRecord(row: Readonly<Record<string, ViewValue>>): ViewRecord {
  const optionalText = (column: string): string | null => {
    const value = row[column] ?? null;
    return value === null ? null : toPrintable(String(value));
  };
  const text = (column: string): string => optionalText(column) ?? '';
  return {
    text,
    optionalText,
    count: (column) => Number(row[column] ?? 0),
    optionalCount: (column) => ((row[column] ?? null) === null ? null : Number(row[column])),
    flag: (column) => row[column] === true,
    time: (column) => (row[column] instanceof Date ? row[column] : null),
    texts: (column) =>
      Array.isArray(row[column]) ? (row[column] as readonly string[]).map(toPrintable) : [],
    account: () => ({ accountId: text('account_id'), accountName: text('account_name') }),
  };
}
