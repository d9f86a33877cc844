/**
 * Runs work that any of several signals may abort; an abort rejects with the reason of the signal.
 *
 * The SDK would reject with an error of its own, from which the reason is lost.
 */
export async function runAbortable<Result>(
  signals: readonly AbortSignal[],
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const listeners = signals.map((signal) => {
    const abort = (): void => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return { signal, abort };
  });
  try {
    controller.signal.throwIfAborted();
    return await run(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    for (const { signal, abort } of listeners) signal.removeEventListener('abort', abort);
  }
}

/** Waits for work that goes on for others; an abort ends only the waiting. */
export function settleUnlessAborted<Result>(
  result: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
