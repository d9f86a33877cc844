import { openDatabase } from '../engine/open-database.ts';
import type { Terminal } from '../terminal.ts';

/** Prints the address of the database; an embedded server runs only as long as somebody uses it, so this waits. */
export async function runDbUrlCommand(terminal: Terminal): Promise<number> {
  const stopped = Promise.withResolvers<void>();
  const stopListening = terminal.onSignal(() => stopped.resolve());
  const database = await openDatabase(terminal);
  try {
    terminal.stdout.write(`${database.url}\n`);
    if (database.isEmbedded) {
      terminal.stderr.write('The embedded PostgreSQL runs until Ctrl-C.\n');
      // Listening for a signal alone does not keep the process alive, and idle connections are closed.
      const staying = setInterval(() => undefined, 60_000);
      await stopped.promise;
      clearInterval(staying);
    }
    return 0;
  } finally {
    stopListening();
    await database.close();
  }
}
