import {
  toCredsweepError,
  type CredsweepError,
  type JobOutcome,
  type JobRun,
  type ScanJobHandlers,
} from '@credsweep/core';
import type { JobKind } from '@credsweep/queue';

/** A job that is being worked on. */
export type ObservedJob = {
  readonly kind: JobKind;
  readonly attempt: number;
  readonly scanId?: number;
  readonly accountId?: string;
  readonly schedule?: string;
  readonly messageId?: string;
};

/** How the work on a job ended. */
export type ObservedEnd =
  | { readonly kind: 'ended'; readonly outcome: JobOutcome }
  /** The worker stops, or has lost the job; another one goes on with it. */
  | { readonly kind: 'handed_back' }
  /** Will be tried again after a pause. */
  | { readonly kind: 'retried'; readonly error: CredsweepError }
  | { readonly kind: 'failed'; readonly error: CredsweepError };

/** Is told of all work on jobs; must not throw. */
export interface HandlerObserver {
  onStart?(job: ObservedJob): void;
  onEnd(job: ObservedJob, end: ObservedEnd, durationMs: number): void;
}

/** Gives handlers that do the same work and tell the observers of it. */
export function observeHandlers(
  handlers: ScanJobHandlers,
  observers: readonly HandlerObserver[],
): ScanJobHandlers {
  const observe = async (
    subject: Omit<ObservedJob, 'attempt'>,
    run: JobRun,
    work: () => Promise<JobOutcome>,
  ): Promise<JobOutcome> => {
    const job = { ...subject, attempt: run.attempt };
    const startedAt = performance.now();
    const end = (how: ObservedEnd): void => {
      const durationMs = Math.round(performance.now() - startedAt);
      for (const observer of observers) observer.onEnd(job, how, durationMs);
    };
    for (const observer of observers) observer.onStart?.(job);
    try {
      const outcome = await work();
      end({ kind: 'ended', outcome });
      return outcome;
    } catch (thrown) {
      end(describeRejection(thrown, run));
      throw thrown;
    }
  };
  return {
    listAccounts: (scanId, run) =>
      observe({ kind: 'list-accounts', scanId }, run, () => handlers.listAccounts(scanId, run)),
    scanAccount: (job, run) =>
      observe({ kind: 'scan-account', scanId: job.scanId, accountId: job.accountId }, run, () =>
        handlers.scanAccount(job, run),
      ),
    closeScan: (scanId, run) =>
      observe({ kind: 'close-scan', scanId }, run, () => handlers.closeScan(scanId, run)),
    reconcile: (run) => observe({ kind: 'reconcile' }, run, () => handlers.reconcile(run)),
    ...(handlers.startScheduledScan === undefined
      ? {}
      : {
          startScheduledScan: (schedule, run) =>
            observe({ kind: 'start-scan', schedule }, run, async () => {
              return (await handlers.startScheduledScan?.(schedule, run)) ?? { kind: 'done' };
            }),
        }),
    ...(handlers.deliverAlert === undefined
      ? {}
      : {
          deliverAlert: (messageId, run) =>
            observe({ kind: 'deliver-alert', messageId }, run, async () => {
              return (await handlers.deliverAlert?.(messageId, run)) ?? { kind: 'done' };
            }),
        }),
  };
}

function describeRejection(thrown: unknown, run: JobRun): ObservedEnd {
  if (run.signal.aborted) return { kind: 'handed_back' };
  const error = toCredsweepError(thrown);
  return { kind: error.retryable && !run.isLastAttempt ? 'retried' : 'failed', error };
}
