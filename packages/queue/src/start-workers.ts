import type { ScanJobHandlers } from '@credsweep/core';

import { buildWhenReady } from './build-when-ready.ts';
import type { JobKind } from './job-kinds.ts';
import { createJobSlots } from './job-slots.ts';
import { createProcessor, JobInterruption, type HandleJob } from './process-job.ts';
import type { EngineWorker, EngineWorkerOptions, QueueEngine } from './queue-engine.ts';
import type { ReportTrouble } from './report-trouble.ts';
import { calculateRetryDelay } from './retry-policy.ts';
import { createRunningJobs, type RunningJobs } from './running-jobs.ts';
import { settlesWithin } from './settle-within.ts';

/** One BullMQ worker and the jobs it runs. */
export interface KindWorker {
  /** Hands running jobs back without spending an attempt, waits at most `graceMs` for their handlers, then closes. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the workers of all kinds; rejects with a `CredsweepError`, and then none is left running. */
export async function startKindWorkers(
  engine: QueueEngine,
  handlers: ScanJobHandlers,
  options: {
    readonly concurrency: number;
    readonly lockDurationMs: number;
    /** Asked before a job pauses. */
    readonly mayPause: () => boolean;
    readonly deadline: number;
    readonly reportTrouble: ReportTrouble;
  },
): Promise<readonly KindWorker[]> {
  const start = <Kind extends JobKind>(
    kind: Kind,
    shape: WorkerShape,
    handle: HandleJob<Kind>,
  ): Promise<KindWorker> => startKindWorker(engine, kind, shape, handle, options);
  const rare: WorkerShape = { concurrency: rareConcurrency, connections: 2 };

  const started = await Promise.allSettled([
    start('scan-account', { concurrency: options.concurrency, connections: 4 }, (data, run) => {
      return handlers.scanAccount(
        { scanId: data.scanId, accountId: data.accountId, generation: data.generation },
        run,
      );
    }),
    start('list-accounts', rare, (data, run) => handlers.listAccounts(data.scanId, run)),
    start('close-scan', rare, (data, run) => handlers.closeScan(data.scanId, run)),
    start('reconcile', { concurrency: 1, connections: 2 }, (_data, run) => handlers.reconcile(run)),
    ...(handlers.startScheduledScan === undefined
      ? []
      : [
          start('start-scan', { concurrency: 1, connections: 2 }, async (data, run) => {
            return handlers.startScheduledScan?.(data.schedule, run) ?? { kind: 'done' };
          }),
        ]),
    ...(handlers.deliverAlert === undefined
      ? []
      : [
          start('deliver-alert', { concurrency: deliveries, connections: 2 }, async (data, run) => {
            return handlers.deliverAlert?.(data.messageId, run) ?? { kind: 'done' };
          }),
        ]),
  ]);
  const workers = started.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value] : [],
  );
  const failed = started.find((result) => result.status === 'rejected');
  if (failed === undefined) return workers;
  await Promise.all(workers.map((worker) => worker.stop(0)));
  throw failed.reason;
}

type WorkerShape = { readonly concurrency: number; readonly connections: number };

async function startKindWorker<Kind extends JobKind>(
  engine: QueueEngine,
  kind: Kind,
  shape: WorkerShape,
  handle: HandleJob<Kind>,
  options: {
    readonly lockDurationMs: number;
    readonly mayPause: () => boolean;
    readonly deadline: number;
    readonly reportTrouble: ReportTrouble;
  },
): Promise<KindWorker> {
  const source = `${kind} worker`;
  const running = createRunningJobs(() => new JobInterruption('lock lost'));
  const slots = createJobSlots({
    slots: shape.concurrency,
    mayPause: options.mayPause,
    onRoom: (jobs) => worker.hold(jobs),
  });
  const processor = createProcessor(kind, handle, running, slots);
  const worker: EngineWorker = await buildWhenReady(engine, { ...options, source }, () => {
    return engine.createWorker(kind, shape.connections, processor, {
      ...stallOptions,
      lockDuration: options.lockDurationMs,
      stalledInterval: Math.round(options.lockDurationMs / checksPerLock),
      concurrency: shape.concurrency,
    });
  });
  worker.on('lockRenewalFailed', (jobIds: string[]) => {
    for (const jobId of jobIds) running.abort(jobId, new JobInterruption('lock lost'));
  });
  worker.run().catch((failure: unknown) => options.reportTrouble(source, failure));
  return { stop: (graceMs) => stopWorker(worker, running, graceMs) };
}

/**
 * BullMQ's own `close` waits for handlers without limit, and cannot be told to hurry afterwards;
 * so the worker is paused and its jobs are waited for here first.
 */
async function stopWorker(
  worker: EngineWorker,
  running: RunningJobs,
  graceMs: number,
): Promise<void> {
  await worker.pause(true);
  running.abortAll(new JobInterruption('stop'));
  const givenUp = worker.giveUpLostConnections();
  const idle = await running.settleWithin(graceMs);
  if (!idle) {
    await settlesWithin(closeMs, worker.close(true));
    return;
  }
  await givenUp;
  const closed = await settlesWithin(closeMs, worker.close());
  if (!closed) await settlesWithin(closeMs, worker.abandon());
}

/** A job that kills five workers fails. */
const stallOptions = {
  maxStalledCount: 5,
  settings: {
    backoffStrategy: (failedAttempts, _type, _error, job) => {
      const backoff = job?.opts.backoff;
      const backoffMs = typeof backoff === 'object' ? (backoff.delay ?? 0) : (backoff ?? 0);
      return calculateRetryDelay(failedAttempts, backoffMs, Math.random());
    },
  },
} as const satisfies EngineWorkerOptions;

/** With locks of 30 s, a killed worker's job is taken over after at most 35 s. */
const checksPerLock = 6;
const rareConcurrency = 2;
/** A receiver that hangs holds up one of them. */
const deliveries = 8;
const closeMs = 3000;
