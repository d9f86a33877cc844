import type { Logger } from 'pino';
import type { Terminal } from '../terminal.ts';

/** The wish of a person or a supervisor that a service stops. */
export interface StopRequest {
  /** Resolves at the first SIGINT or SIGTERM. */
  readonly requested: Promise<void>;
  /** The service has stopped; signals are no longer listened to. */
  done(): void;
}

/**
 * Listens for signals: at the first the service has the grace time to stop by itself. At the second one, or when the
 * time is over, the process ends at once.
 */
export function awaitStop(terminal: Terminal, log: Logger, graceMs: number): StopRequest {
  const requested = Promise.withResolvers<void>();
  let deadline: NodeJS.Timeout | undefined;
  const stopListening = terminal.onSignal((signal) => {
    if (deadline !== undefined) {
      log.warn({ signal }, 'stopped at once by a second signal');
      terminal.exit(signal === 'SIGINT' ? 130 : 143);
    }
    log.info({ signal, graceSeconds: graceMs / 1000 }, 'stopping');
    deadline = setTimeout(() => {
      log.error('not stopped within the grace time; ended at once');
      terminal.exit(1);
    }, graceMs);
    requested.resolve();
  });
  return {
    requested: requested.promise,
    done: () => {
      clearTimeout(deadline);
      stopListening();
    },
  };
}
