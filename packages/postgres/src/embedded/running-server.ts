import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from './embedded-postgres-error.ts';
import { isPostmasterOf, isProcessAlive } from './postmaster-file.ts';

/** A PostgreSQL server that accepts connections. */
export type RunningServer = {
  readonly port: number;
  /** Such as `18.4`. */
  readonly version: string;
  /** Resolves when the server has gone without being asked to. */
  readonly gone: Promise<void>;
  stop(): Promise<void>;
};

/** Follows a server by its pid, which works for a child and for a server found running. */
export function followServer(
  pid: number,
  dataFolder: string,
  port: number,
  version: string,
): RunningServer {
  const watch = new AbortController();
  return {
    port,
    version,
    gone: untilGone(pid, watch.signal),
    async stop() {
      watch.abort();
      await stopPostmaster(pid, dataFolder);
    },
  };
}

/**
 * Stops a server: first quickly but cleanly (sessions are ended, data is flushed), then at once, which the next start
 * repairs from the log of the database. Takes 20 seconds at most.
 */
export async function stopPostmaster(pid: number, dataFolder: string): Promise<void> {
  for (const [signal, patienceMs] of stopSteps) {
    if (!isPostmasterOf(pid, dataFolder)) return;
    process.kill(pid, signal);
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      if (!isProcessAlive(pid)) return;
      await sleep(stopPollMs);
    }
  }
  throw unavailable({
    failed: `The PostgreSQL server of ${dataFolder} (pid ${pid}) could not be stopped.`,
    usualCause: 'Usual cause: a disk that does not answer.',
    next: `Look at the process ${pid} and end it before you start credsweep again.`,
  });
}

async function untilGone(pid: number, signal: AbortSignal): Promise<void> {
  while (isProcessAlive(pid)) {
    await sleep(watchPollMs, undefined, { ref: false });
    if (signal.aborted) return new Promise(() => undefined);
  }
}

const stopSteps = [
  ['SIGINT', 12_000],
  ['SIGQUIT', 7000],
  ['SIGKILL', 1000],
] as const;

const stopPollMs = 10;
const watchPollMs = 500;
