import { usePostgres } from '@credsweep/testkit';
import { expect, test } from 'vitest';
import { fillUsers } from '../row-stream/fill-users.ts';
import { measureServedRows } from '../row-stream/measure-served-rows.ts';

const rows = 100_000;
/** The text of the rows between the first and the last reading is some 20 MB; what is kept of it must not show. */
const allowedBytes = 4 * 1_048_576;
const postgres = usePostgres();

test(
  'a slow client costs no memory and holds its rows back, and one that goes away leaves nothing behind',
  { timeout: 120_000 },
  async () => {
    const database = await postgres.cloneDatabase();
    await fillUsers(database.pool, rows);
    const served = await measureServedRows(database, {
      rows,
      bytesPerSecond: 20 * 1_048_576,
      pauseMs: 1000,
    });
    expect(served.rows).toBe(rows);
    expect(served.bytes * 0.8).toBeGreaterThan(4 * allowedBytes);
    const [atTenth, afterPause, atNineTenths] = served.held;
    expect(atTenth).toBeGreaterThan(0);
    expect(afterPause - atTenth).toBeLessThan(allowedBytes);
    expect(atNineTenths - atTenth).toBeLessThan(allowedBytes);
    expect(served.isCursorStill).toBe(true);
    expect(served.statuses).toEqual([200, 200, 200, 200, 429, 200]);
    expect(served.closedAfterMs).toBeLessThan(2000);
  },
);
