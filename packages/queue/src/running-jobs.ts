import { settlesWithin } from './settle-within.ts';

/** The jobs that one worker is running, each with a signal of its own. */
export interface RunningJobs {
  /** Runs the work of a job with a signal that aborts when the job is to be left. */
  track(jobId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  abort(jobId: string, reason: Error): void;
  /** Aborts all jobs, and every job that still comes. */
  abortAll(reason: Error): void;
  /** Waits until no job runs, at most `ms`; gives whether that is so. */
  settleWithin(ms: number): Promise<boolean>;
}

/** Makes an empty register of running jobs. */
export function createRunningJobs(loseLock: () => Error): RunningJobs {
  const runs = new Set<{
    readonly jobId: string;
    readonly controller: AbortController;
    readonly ended: Promise<void>;
  }>();
  let abortedWith: Error | undefined;
  const abort = (jobId: string, reason: Error): void => {
    for (const run of runs) if (run.jobId === jobId) run.controller.abort(reason);
  };
  return {
    async track(jobId, work) {
      // The same job, fetched again while it still runs here: the earlier run has lost it.
      abort(jobId, loseLock());
      const controller = new AbortController();
      if (abortedWith !== undefined) controller.abort(abortedWith);
      const ended = Promise.withResolvers<void>();
      const run = { jobId, controller, ended: ended.promise };
      runs.add(run);
      try {
        await work(controller.signal);
      } finally {
        runs.delete(run);
        ended.resolve();
      }
    },
    abort,
    abortAll(reason) {
      abortedWith = reason;
      for (const run of runs) run.controller.abort(reason);
    },
    async settleWithin(ms) {
      const deadline = Date.now() + ms;
      while (runs.size > 0) {
        const all = Promise.all([...runs].map((run) => run.ended));
        if (!(await settlesWithin(Math.max(deadline - Date.now(), 0), all))) return false;
      }
      return true;
    },
  };
}
