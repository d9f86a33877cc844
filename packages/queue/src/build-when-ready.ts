import type { QueueEngine } from './queue-engine.ts';
import type { ReportTrouble } from './report-trouble.ts';
import { retryUntil } from './retry-until.ts';
import { finishWithin, settlesWithin } from './settle-within.ts';

/** What a BullMQ queue and worker have in common here. */
interface Buildable {
  on(event: 'error', listener: (failure: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  getBackend(): { close(force?: boolean): Promise<void> };
}

/**
 * Builds a BullMQ object and waits until it is ready; one that fails is thrown away and built anew,
 * since on PostgreSQL it would keep its first failure for life.
 *
 * Rejects with the `CredsweepError` of the last failure at the deadline, or at once when it is final.
 */
export async function buildWhenReady<T extends Buildable>(
  engine: QueueEngine,
  options: {
    readonly source: string;
    readonly deadline: number;
    readonly reportTrouble: ReportTrouble;
  },
  build: () => T,
): Promise<T> {
  const attempt = async (remainingMs: number): Promise<T> => {
    const built = build();
    built.on('error', (failure) => options.reportTrouble(options.source, failure));
    try {
      await finishWithin(remainingMs, built.waitUntilReady(), () => {
        return Object.assign(new Error('not ready in time'), { code: 'ETIMEDOUT' });
      });
      return built;
    } catch (failure) {
      await settlesWithin(closeMs, built.getBackend().close(true));
      throw failure;
    }
  };
  try {
    return await retryUntil(
      { deadline: options.deadline, isFinal: (failure) => !engine.classify(failure).transient },
      attempt,
    );
  } catch (failure) {
    throw engine.classify(failure).error;
  }
}

const closeMs = 2000;
