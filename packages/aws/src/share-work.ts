import { settleUnlessAborted } from './run-abortable.ts';

/** Work in progress by key: whoever asks for the same while it runs shares it. */
export interface SharedWork<Result> {
  /**
   * Starts the work, or joins it if it is running already.
   *
   * An abort stops only the waiting of the one who aborts; when the last one has left, the work is aborted too.
   */
  join(
    key: string,
    start: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
}

/** Gives a place to share work in. */
export function createSharedWork<Result>(): SharedWork<Result> {
  const running = new Map<string, RunningWork<Result>>();

  return {
    async join(key, start, signal) {
      signal.throwIfAborted();
      const work = running.get(key) ?? startWork(key, start);
      work.waiting += 1;
      try {
        return await settleUnlessAborted(work.result, signal);
      } finally {
        work.waiting -= 1;
        if (work.waiting === 0) {
          forget(key, work);
          work.controller.abort(signal.reason);
        }
      }
    },
  };

  function startWork(
    key: string,
    start: (signal: AbortSignal) => Promise<Result>,
  ): RunningWork<Result> {
    const controller = new AbortController();
    const work: RunningWork<Result> = { controller, waiting: 0, result: start(controller.signal) };
    running.set(key, work);
    work.result.then(
      () => forget(key, work),
      () => forget(key, work),
    );
    return work;
  }

  function forget(key: string, work: RunningWork<Result>): void {
    if (running.get(key) === work) running.delete(key);
  }
}

type RunningWork<Result> = {
  readonly controller: AbortController;
  readonly result: Promise<Result>;
  waiting: number;
};
