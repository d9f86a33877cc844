import type { AlertQueue, ScanJobHandlers, ScanQueue, ScheduleQueue } from '@credsweep/core';

import { createAlertQueue } from './alert-queue.ts';
import { holdAccountCap, type AccountCap } from './account-cap.ts';
import { buildWhenReady } from './build-when-ready.ts';
import { countJobs, type JobCounts } from './count-jobs.ts';
import { createTelemetry } from './create-telemetry.ts';
import type { JobKind } from './job-kinds.ts';
import { createQueueEngine, type BullQueue, type QueueBackend } from './queue-engine.ts';
import { startReconcileSchedule } from './reconcile-schedule.ts';
import { limitTroubles, type QueueTrouble } from './report-trouble.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';
import { createScanQueue } from './scan-queue.ts';
import { createScheduleQueue } from './schedule-queue.ts';
import { settlesWithin } from './settle-within.ts';
import { startKindWorkers } from './start-workers.ts';

/** What `connectQueue` is told. */
export type ConnectQueueOptions = {
  readonly backend: QueueBackend;
  /** Random id of the credsweep database: two databases that share one Redis never see each other's jobs. Letters, digits, `-`, `_`. */
  readonly namespace: string;
  /** Told of connection errors that the queue goes on from; at most one per source and cause in 10 s, without secrets. */
  readonly onTrouble?: (trouble: QueueTrouble) => void;
  /** How often a job is tried; by default 6 times, with a pause of 5 s that doubles. */
  readonly retry?: Partial<RetryPolicy>;
  /** How long to wait for a backend that is not there yet, or in a call has gone away; by default 30 s. */
  readonly backendTimeoutMs?: number;
  /** Whether jobs are traced by the OpenTelemetry API; a tracer provider must have been registered before. */
  readonly tracing?: boolean;
};

/** What workers are started with. */
export type StartWorkersOptions = {
  /** Accounts that this process reads at the same time. */
  readonly concurrency: number;
  /** By default 30 s. */
  readonly reconcileEveryMs?: number;
  /** How long a job stays with a worker that shows no life; by default 30 s. */
  readonly lockDurationMs?: number;
  /**
   * Accounts that all processes together read at the same time; 0 takes an earlier cap away. Without it an earlier cap
   * stays. The process that was started last decides.
   */
  readonly maxConcurrentAccounts?: number;
};

/** A connection to the queue, for adding jobs and for running them. */
export interface ScanQueueConnection {
  readonly queue: ScanQueue;
  readonly schedules: ScheduleQueue;
  readonly alerts: AlertQueue;
  /** Starts running jobs, and the schedule of the reconciler; rejects with a `CredsweepError`. */
  startWorkers(handlers: ScanJobHandlers, options: StartWorkersOptions): Promise<QueueWorkers>;
  /** Counts the jobs of each kind by state; rejects when the backend does not answer in time. */
  countJobs(timeoutMs: number): Promise<JobCounts>;
  /** Stops workers that still run, and leaves no connection, timer or listener. */
  close(): Promise<void>;
}

/** The workers of one process. */
export interface QueueWorkers {
  /** Hands running jobs back without spending an attempt, waits at most `graceMs` (by default 10 s), then closes. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * Connects to the queue on Redis or PostgreSQL, and prepares its schema there.
 *
 * Waits for a backend that is not there yet. Rejects with `redis_unreachable`, `redis_url_invalid`,
 * `redis_unsuitable`, `database_unreachable`, `database_url_invalid`, `database_denied`,
 * `database_unsuitable` or `database_newer`; a wrong password or URL at once.
 */
export async function connectQueue(options: ConnectQueueOptions): Promise<ScanQueueConnection> {
  const telemetry = options.tracing === true ? await createTelemetry() : undefined;
  const engine = createQueueEngine(options.backend, options.namespace, telemetry);
  const backendTimeoutMs = options.backendTimeoutMs ?? defaultBackendTimeoutMs;
  const deadline = Date.now() + backendTimeoutMs;
  let closing: Promise<void> | undefined;
  const limited = limitTroubles(options.onTrouble ?? (() => undefined));
  const reportTrouble: typeof limited = (source, failure) => {
    if (closing === undefined) limited(source, failure);
  };

  await engine.waitForBackend(deadline, reportTrouble);
  const queues = new Map<JobKind, BullQueue>();
  const openQueue = async (kind: JobKind, until: number): Promise<BullQueue> => {
    const source = `${kind} queue`;
    const queue = await buildWhenReady(engine, { source, deadline: until, reportTrouble }, () =>
      engine.createQueue(kind, 2),
    );
    queues.set(kind, queue);
    return queue;
  };
  const closeQueues = async (): Promise<void> => {
    // By force, since a graceful end would wait for a backend that is away.
    const closes = [...queues.values()].map((queue) => queue.getBackend().close(true));
    await settlesWithin(closeMs, Promise.allSettled(closes));
  };

  const adding = {
    retry: { ...defaultRetryPolicy, ...options.retry },
    patienceMs: backendTimeoutMs,
  };
  let queue: ScanQueue;
  try {
    queue = createScanQueue(
      engine,
      {
        'list-accounts': await openQueue('list-accounts', deadline),
        'scan-account': await openQueue('scan-account', deadline),
        'close-scan': await openQueue('close-scan', deadline),
      },
      adding,
    );
  } catch (failure) {
    await closeQueues();
    throw failure;
  }

  const started = new Set<QueueWorkers>();
  const reopenQueue = async (kind: JobKind): Promise<BullQueue> =>
    queues.get(kind) ?? openQueue(kind, Date.now() + backendTimeoutMs);
  const openCap = async (accounts: number | undefined, everyMs: number): Promise<AccountCap> => {
    try {
      return await holdAccountCap(await reopenQueue('scan-account'), accounts, {
        everyMs,
        reportTrouble,
      });
    } catch (failure) {
      throw engine.classify(failure).error;
    }
  };
  return {
    queue,
    schedules: createScheduleQueue(engine, () => reopenQueue('start-scan')),
    alerts: createAlertQueue(engine, () => reopenQueue('deliver-alert'), adding),
    countJobs: (timeoutMs) => countJobs(queues, timeoutMs),

    async startWorkers(handlers, workerOptions) {
      const { concurrency, reconcileEveryMs = defaultReconcileEveryMs } = workerOptions;
      const until = Date.now() + backendTimeoutMs;
      const cap = await openCap(workerOptions.maxConcurrentAccounts, reconcileEveryMs);
      const kindWorkers = await startKindWorkers(engine, handlers, {
        concurrency,
        lockDurationMs: workerOptions.lockDurationMs ?? defaultLockDurationMs,
        // A cap counts every job that is held, those that pause too.
        mayPause: () => !cap.isSet(),
        deadline: until,
        reportTrouble,
      }).catch((failure: unknown) => {
        cap.stop();
        throw failure;
      });
      const stopAll = async (graceMs: number): Promise<void> => {
        await Promise.all(kindWorkers.map((worker) => worker.stop(graceMs)));
      };
      try {
        const reconcileQueue = await reopenQueue('reconcile');
        const schedule = await startReconcileSchedule(
          reconcileQueue,
          reconcileEveryMs,
          reportTrouble,
        );
        let stopping: Promise<void> | undefined;
        const workers: QueueWorkers = {
          stop({ graceMs = defaultGraceMs } = {}) {
            schedule.stop();
            cap.stop();
            started.delete(workers);
            stopping ??= stopAll(graceMs);
            return stopping;
          },
        };
        started.add(workers);
        return workers;
      } catch (failure) {
        cap.stop();
        await stopAll(0);
        throw engine.classify(failure).error;
      }
    },

    close() {
      closing ??= (async () => {
        await Promise.all([...started].map((workers) => workers.stop()));
        await closeQueues();
      })();
      return closing;
    },
  };
}

const defaultBackendTimeoutMs = 30_000;
const defaultReconcileEveryMs = 30_000;
const defaultLockDurationMs = 30_000;
const defaultGraceMs = 10_000;
const closeMs = 3000;
