import { setTimeout as pause } from 'node:timers/promises';

import { CredsweepError } from '@credsweep/core';
import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  RedisQueueBackend,
  Worker,
  type BackendFactory,
  type IQueueBackend,
  type Processor,
  type Telemetry,
  type WorkerOptions,
} from 'bullmq';

import type { BackendFailure } from './backend-failure.ts';
import { classifyPostgresFailure } from './classify-postgres-failure.ts';
import { classifyRedisFailure } from './classify-redis-failure.ts';
import { nameQueue, type JobKind } from './job-kinds.ts';
import { parsePostgresUrl } from './postgres-target.ts';
import { parseRedisUrl } from './redis-target.ts';
import type { ReportTrouble } from './report-trouble.ts';
import { waitForPostgres } from './wait-for-postgres.ts';
import { waitForRedis } from './wait-for-redis.ts';

/** Where the jobs are kept. */
export type QueueBackend =
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** A BullMQ queue of either backend. */
export type BullQueue = Queue<unknown, void, string, unknown, void, string, IQueueBackend, unknown>;

/** The options of a BullMQ worker that a kind of job chooses. */
export type EngineWorkerOptions = Omit<
  WorkerOptions<unknown>,
  'connection' | 'prefix' | 'autorun' | 'runRetryDelay' | 'telemetry'
>;

/** BullMQ on one backend; everything that differs between the two is behind this. */
export interface QueueEngine {
  /** Waits until the backend can hold queues; rejects with a `CredsweepError`. */
  waitForBackend(deadline: number, reportTrouble: ReportTrouble): Promise<void>;
  createQueue(kind: JobKind, connections: number): BullQueue;
  createWorker(
    kind: JobKind,
    connections: number,
    process: Processor<unknown, void>,
    options: EngineWorkerOptions,
  ): EngineWorker;
  classify(failure: unknown): BackendFailure;
}

/** A BullMQ worker that can also be left when its backend is gone or its jobs do not end. */
export class EngineWorker extends Worker<unknown, void, string, IQueueBackend, number, unknown> {
  private leaving = false;

  /** Sets how many jobs may be held; more are asked for at once, not only when one of those held has ended. */
  hold(jobs: number): void {
    const isMore = jobs > this.concurrency;
    this.concurrency = jobs;
    // As BullMQ's own `resume` wakes its loop; without it, the loop would notice at the end of a job.
    if (isMore) Reflect.get(this, 'mainLoopQueue')?.add(Promise.resolve());
  }

  /** Whether lost connections are not to be made again. */
  get isLeaving(): boolean {
    return this.leaving;
  }

  /**
   * Gives up connections that are lost, and with them the commands that wait for them. A connection
   * of ioredis that is closed while it is lost would keep them, and BullMQ would wait for them.
   */
  async giveUpLostConnections(): Promise<void> {
    this.leaving = true;
    if (!(this.backend instanceof RedisQueueBackend)) return;
    const clients = [await this.backend.client, await this.backend.blockingClient];
    const isLost = (): boolean =>
      clients.some((client) => client !== undefined && !/^(ready|end)$/.test(client.status));
    const deadline = Date.now() + maxReconnectPauseMs + endMs;
    while (isLost() && Date.now() < deadline) await pause(pollMs);
  }

  /** Ends timers and connections when `close` cannot. */
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.backend.close(true);
  }
}

/** Gives BullMQ on the backend, or throws `redis_url_invalid` or `database_url_invalid`; connects to nothing yet. */
export function createQueueEngine(
  backend: QueueBackend,
  namespace: string,
  telemetry?: Telemetry,
): QueueEngine {
  if (!/^[\w-]{1,64}$/.test(namespace)) {
    throw new CredsweepError(
      'internal_error',
      `The queue namespace "${namespace}" is not of letters, digits, "-" and "_".`,
    );
  }
  const tracing: Tracing = telemetry === undefined ? {} : { telemetry };
  return backend.kind === 'redis'
    ? createRedisEngine(backend.url, namespace, tracing)
    : createPostgresEngine(backend.url, tracing);
}

type Tracing = { readonly telemetry?: Telemetry };

function createRedisEngine(url: string, namespace: string, tracing: Tracing): QueueEngine {
  const target = parseRedisUrl(url);
  const connect = (isLeaving: () => boolean): object => ({
    ...target.connection,
    maxRetriesPerRequest: null,
    disconnectTimeout: endMs,
    retryStrategy: (attempt: number): number | null =>
      isLeaving() ? null : Math.min(attempt * 250, maxReconnectPauseMs),
  });
  // Braces keep all keys in one slot, which hosted Redis behind a cluster proxy asks for.
  const prefix = `{credsweep-${namespace}}`;
  const factory = createRedisBackend as unknown as BackendFactory<IQueueBackend, unknown>;
  return {
    waitForBackend: (deadline, reportTrouble) => waitForRedis(target, deadline, reportTrouble),
    createQueue: (kind) =>
      new Queue(nameQueue(kind), { connection: connect(() => false), prefix, ...tracing }, factory),
    createWorker: (kind, _connections, process, options) => {
      const connection = connect(() => worker.isLeaving);
      const all = { ...options, ...workerDefaults, ...tracing, connection, prefix };
      const worker: EngineWorker = new EngineWorker(nameQueue(kind), process, all, factory);
      return worker;
    },
    classify: (failure) => classifyRedisFailure(target, failure),
  };
}

function createPostgresEngine(url: string, tracing: Tracing): QueueEngine {
  const target = parsePostgresUrl(url);
  const connect = (max: number): object => ({
    ...target.connection,
    max,
    application_name: 'credsweep queue',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  const factory = createPostgresBackend as unknown as BackendFactory<IQueueBackend, unknown>;
  return {
    waitForBackend: (deadline) => waitForPostgres(target, deadline),
    createQueue: (kind, connections) =>
      new Queue(nameQueue(kind), { connection: connect(connections), ...tracing }, factory),
    createWorker: (kind, connections, process, options) =>
      new EngineWorker(
        nameQueue(kind),
        process,
        { ...options, ...workerDefaults, ...tracing, connection: connect(connections) },
        factory,
      ),
    classify: (failure) => classifyPostgresFailure(target, failure),
  };
}

/** `runRetryDelay` is what a worker waits after a refused connection; BullMQ's own 15 s delays recovery as long. */
const workerDefaults = { autorun: false, runRetryDelay: 2000 };
const maxReconnectPauseMs = 2000;
const connectTimeoutMs = 10_000;
const endMs = 400;
const pollMs = 20;
