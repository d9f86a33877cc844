import { setTimeout as pause } from 'node:timers/promises';

/** Tries until it works, until the failure is final, or until the deadline; then rejects with the last failure. */
export async function retryUntil<T>(
  options: { readonly deadline: number; readonly isFinal: (failure: unknown) => boolean },
  attempt: (remainingMs: number) => Promise<T>,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    try {
      return await attempt(Math.max(options.deadline - Date.now(), minAttemptMs));
    } catch (failure) {
      if (options.isFinal(failure) || Date.now() + pauseMs >= options.deadline) throw failure;
    }
    await pause(pauseMs);
  }
}

const firstPauseMs = 100;
const maxPauseMs = 2000;
/** The last attempt may end a little after the deadline, so that it has a chance at all. */
const minAttemptMs = 250;
