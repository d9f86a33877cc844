import { usePostgres } from '@credsweep/testkit';
import { expect, test } from 'vitest';
import { fillUsers } from './row-stream/fill-users.ts';
import { measureRowHeap } from './row-stream/measure-row-heap.ts';

const rows = 200_000;
/** The text of the rows between the two readings is some 60 MB; what is kept of it must not show. */
const allowedBytes = 5 * 1_048_576;
const postgres = usePostgres();

test(
  'memory does not grow with the rows of a view that is written as CSV or as NDJSON',
  { timeout: 120_000 },
  async () => {
    const { pool } = await postgres.cloneDatabase();
    await fillUsers(pool, rows);
    for (const format of ['csv', 'ndjson'] as const) {
      const reading = await measureRowHeap(pool, format, rows);
      expect(reading.rows, format).toBe(rows);
      expect(reading.bytes * 0.8, format).toBeGreaterThan(5 * allowedBytes);
      expect(reading.heapAtTenth, format).toBeGreaterThan(0);
      expect(reading.heapAtNineTenths - reading.heapAtTenth, format).toBeLessThan(allowedBytes);
    }
  },
);
