import type { ViewReading, ViewRow, ViewValue } from '@credsweep/core';

/** Gives the rows of a view one by one, with the names of their columns. */
export async function* readRecords({
  columns,
  batches,
}: ViewReading): AsyncGenerator<Readonly<Record<string, ViewValue>>> {
  for await (const rows of batches) for (const row of rows) yield nameValues(columns, row);
}

/** Gives the values of a row the names of their columns. */
export function nameValues(
  columns: readonly string[],
  row: ViewRow,
): Readonly<Record<string, ViewValue>> {
  // A loop, for this runs for each of millions of rows.
  const record: Record<string, ViewValue> = {};
  for (let index = 0; index < columns.length; index += 1)
    record[columns[index] as string] = row[index] ?? null;
  return record;
}
