import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createReportReader } from '@credsweep/postgres';
import { renderRows, type RowFormat } from '@credsweep/reports';
import type { TestDatabase } from '@credsweep/testkit';

/** What was held while a view was written, and what was written. */
export type RowHeapReading = {
  readonly rows: number;
  readonly bytes: number;
  /** Bytes of the heap, garbage collected, after a tenth of the rows. */
  readonly heapAtTenth: number;
  /** The same after nine tenths. */
  readonly heapAtNineTenths: number;
};

/** Writes all rows of `aws_staleuser_details` in a format and throws them away as they come. */
export async function measureRowHeap(
  pool: TestDatabase['pool'],
  format: RowFormat,
  expectedRows: number,
): Promise<RowHeapReading> {
  const reading = await createReportReader(pool).readView('aws_staleuser_details', null);
  let rows = format === 'csv' ? -1 : 0;
  let bytes = 0;
  const heaps: number[] = [];
  for await (const piece of renderRows(reading, format)) {
    rows += countLines(piece);
    bytes += Buffer.byteLength(piece);
    const share = [0.1, 0.9][heaps.length];
    if (share !== undefined && rows >= share * expectedRows) heaps.push(await readHeap());
  }
  return { rows, bytes, heapAtTenth: heaps[0] ?? 0, heapAtNineTenths: heaps[1] ?? 0 };
}

function countLines(piece: string): number {
  return piece.split('\n').length - 1;
}

/** Finalizers of the first round leave garbage for the second. */
async function readHeap(): Promise<number> {
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
