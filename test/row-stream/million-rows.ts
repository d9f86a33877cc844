import { createTemplate, startPostgresServer } from '@credsweep/testkit';
import { fillUsers } from './fill-users.ts';
import { measureRowHeap } from './measure-row-heap.ts';

/*
 * Writes a view of a million rows as CSV and as NDJSON and prints what was held after a tenth and after nine tenths of
 * them, garbage collected. It is not part of the test suite, which does the same with fewer rows: `npm run million-rows`.
 */
const rows = 1_000_000;
const server = await startPostgresServer();
try {
  const database = await (await createTemplate(server.url('postgres'))).cloneDatabase();
  await fillUsers(database.pool, rows);
  for (const format of ['csv', 'ndjson'] as const) {
    const started = performance.now();
    const reading = await measureRowHeap(database.pool, format, rows);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(
      `${format}: ${reading.rows} rows, ${toMb(reading.bytes)} MB in ${seconds} s, ` +
        `heap ${toMb(reading.heapAtTenth)} MB after a tenth, ${toMb(reading.heapAtNineTenths)} MB after nine tenths\n`,
    );
  }
  await database.drop();
} finally {
  await server.stop();
}

function toMb(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
