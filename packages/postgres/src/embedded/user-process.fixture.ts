import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

/*
 * A user process for tests: `node user-process.fixture.ts HOME`. Prints one JSON line when the server is up, then keeps
 * it until SIGTERM. SIGINT is the terminal's Ctrl-C: it still has a second of work to do on the server.
 */
const server = await startEmbeddedPostgres({
  home: process.argv[2] ?? '',
  settings: { fsync: 'off' },
});
const keepAlive = setInterval(() => undefined, 1000);
async function finish(): Promise<void> {
  await server.close();
  clearInterval(keepAlive);
}
process.once('SIGTERM', () => void finish());
process.once('SIGINT', () => void finishWork().then(finish));
console.log(JSON.stringify({ url: server.url, startedHere: server.startedHere }));

async function finishWork(): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client(server.url);
  await client.connect();
  const answer = await client.query<{ pause: string; done: string }>(
    `select pg_sleep(1), 'finished' as done`,
  );
  console.log(JSON.stringify(answer.rows[0]?.done));
  await client.end();
}
