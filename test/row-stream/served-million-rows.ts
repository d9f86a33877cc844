import { createTemplate, startPostgresServer } from '@credsweep/testkit';
import { fillUsers } from './fill-users.ts';
import { measureServedRows } from './measure-served-rows.ts';

/*
 * Serves a view of a million rows as CSV to a client that takes 4 MB a second and pauses for ten seconds, and prints what
 * the service held. It is not part of the test suite, which does the same with fewer rows: `npm run served-million-rows`.
 */
const rows = 1_000_000;
const server = await startPostgresServer();
try {
  const database = await (await createTemplate(server.url('postgres'))).cloneDatabase();
  await fillUsers(database.pool, rows);
  const served = await measureServedRows(database, {
    rows,
    bytesPerSecond: 4 * 1_048_576,
    pauseMs: 10_000,
  });
  const [atTenth, afterPause, atNineTenths] = served.held.map(toMb);
  process.stdout.write(
    `${served.rows} rows, ${toMb(served.bytes)} MB in ${served.seconds.toFixed(0)} s\n` +
      `held ${atTenth} MB after a tenth, ${afterPause} MB after the pause, ${atNineTenths} MB after nine tenths; ` +
      `at most ${served.peakRss === null ? '?' : toMb(served.peakRss)} MB resident\n` +
      `rows read during the pause: ${served.isCursorStill ? 'none' : 'some'}\n` +
      `five at once, and one later: ${served.statuses.join(' ')}; cursors closed after ${served.closedAfterMs.toFixed(0)} ms\n`,
  );
  await database.drop();
} finally {
  await server.stop();
}

function toMb(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
