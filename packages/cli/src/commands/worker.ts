import { loadConfiguration } from '../configuration/load-configuration.ts';
import { createHandlers } from '../engine/create-handlers.ts';
import { openEngine } from '../engine/open-engine.ts';
import { openSources } from '../engine/open-sources.ts';
import type { Terminal } from '../terminal.ts';

/** Works on scans until Ctrl-C or SIGTERM, then hands its accounts back; gives the exit code. */
export async function runWorkerCommand(
  terminal: Terminal,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { concurrency } = await loadConfiguration(terminal.workingFolder, flags);
  const stopped = Promise.withResolvers<void>();
  const stopListening = terminal.onSignal(() => stopped.resolve());
  const sources = openSources(terminal, concurrency);
  try {
    const engine = await openEngine(terminal);
    try {
      const workers = await engine.queue.startWorkers(createHandlers(engine, sources), {
        concurrency,
      });
      terminal.stderr.write(`Working with ${concurrency} accounts at a time. Stop with Ctrl-C.\n`);
      await stopped.promise;
      await workers.stop();
      return 0;
    } finally {
      await engine.close();
    }
  } finally {
    sources.close();
    stopListening();
  }
}
