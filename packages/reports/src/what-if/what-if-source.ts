import type { Policy, ReportReader, ViewReading, ViewRow, ViewValue } from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import type { VerdictCounts } from './count-verdicts.ts';
import { rejudgeAccessKey, rejudgeUser, type StoredRecord } from './rejudge-record.ts';

/** How a view is read with the verdicts of another policy. */
export type WhatIfSource = {
  readonly reader: ReportReader;
  readonly scanId: number | null;
  readonly policy: Policy;
  readonly countVerdicts: () => Promise<VerdictCounts>;
};

/** Reads every user, or every key, with the verdict that is asked for. */
export async function* readJudged(
  { reader, scanId, policy }: WhatIfSource,
  view: 'aws_staleuser_details' | 'aws_accesskey_details',
): AsyncGenerator<StoredRecord> {
  const judge = view === 'aws_staleuser_details' ? rejudgeUser : rejudgeAccessKey;
  for await (const record of readRecords(await reader.readView(view, scanId)))
    yield judge(record, policy);
}

/** Gives records the order of a view's columns; a column that a record does not have is null. */
export function toReading(
  columns: readonly string[],
  records: AsyncIterable<StoredRecord>,
): ViewReading {
  async function* readBatches(): AsyncGenerator<readonly ViewRow[]> {
    let rows: (readonly ViewValue[])[] = [];
    for await (const record of records) {
      rows.push(columns.map((column) => record[column] ?? null));
      if (rows.length < batchRows) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  }
  return { columns, batches: readBatches() };
}

const batchRows = 1000;
