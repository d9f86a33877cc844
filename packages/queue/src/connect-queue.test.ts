import { setTimeout as pause } from 'node:timers/promises';

import {
  CredsweepError,
  type AccountScanJob,
  type JobRun,
  type ScanJobHandlers,
} from '@credsweep/core';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import {
  createNamespace,
  type QueueServers,
  startQueueServers,
  stubHandlers,
} from '@credsweep/testkit';
import {
  connectQueue,
  type ConnectQueueOptions,
  type QueueBackend,
  type QueueTrouble,
  type ScanQueueConnection,
} from './index.ts';
import { createQueueEngine, type BullQueue } from './queue-engine.ts';

let servers: QueueServers;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

afterAll(() => servers.stop());

describe.each(['redis', 'postgres'] as const)('the queue on %s', { timeout: 60_000 }, (kind) => {
  test('a job that is enqueued is handled, once', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect();
    const handled: string[] = [];
    await connection.queue.enqueueListing(7, 0);
    await connection.queue.enqueueAccountScans([job(1), job(2), job(1)]);
    await connection.queue.enqueueAccountScans([job(2)]);
    await connection.queue.enqueueClosing(7);
    await startWorkers(connection, {
      listAccounts: async (scanId) => {
        handled.push(`list ${scanId}`);
        return { kind: 'done' };
      },
      scanAccount: async (scan) => {
        handled.push(`scan ${scan.accountId}`);
        return { kind: 'done' };
      },
      closeScan: async (scanId) => {
        handled.push(`close ${scanId}`);
        return { kind: 'done' };
      },
    });
    const expected = ['close 7', 'list 7', 'scan 000000000001', 'scan 000000000002'];
    await expect.poll(() => sortTexts(handled), { timeout: 5000 }).toEqual(expected);
    await pause(300);
    expect(handled).toHaveLength(4);
  });

  test('a thousand account scans are taken in, and none is lost', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect();
    const jobs = Array.from({ length: 1200 }, (_, index) => job(index));
    await connection.queue.enqueueAccountScans(jobs);
    await expect(connection.queue.findLostAccountScans(jobs)).resolves.toEqual([]);
    const handled = new Set<string>();
    await startWorkers(connection, {
      scanAccount: async (scan) => {
        handled.add(scan.accountId);
        return { kind: 'done' };
      },
    });
    await expect.poll(() => handled.size, { timeout: 20_000 }).toBe(1200);
  });

  test('a retryable failure is tried again, and the last attempt knows that it is the last', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect({ retry: { attempts: 3, backoffMs: 30 } });
    const runs: Pick<JobRun, 'attempt' | 'isLastAttempt'>[] = [];
    await connection.queue.enqueueAccountScans([job(1)]);
    await startWorkers(connection, {
      scanAccount: async (_scan, { attempt, isLastAttempt }) => {
        runs.push({ attempt, isLastAttempt });
        if (attempt === 1) throw new CredsweepError('throttled', 'too fast');
        if (attempt === 2) throw new Error('surprise');
        return { kind: 'done' };
      },
    });
    await expect.poll(() => runs.length, { timeout: 5000 }).toBe(3);
    expect(runs).toEqual([
      { attempt: 1, isLastAttempt: false },
      { attempt: 2, isLastAttempt: false },
      { attempt: 3, isLastAttempt: true },
    ]);
  });

  test('a failure that is not retryable is final at once, and keeps its code in a text that can be stored', async (context) => {
    const { connect, openRaw } = await openBackend(kind, context.skip);
    const connection = await connect({ retry: { attempts: 3, backoffMs: 30 } });
    let runs = 0;
    await connection.queue.enqueueAccountScans([job(1)]);
    await startWorkers(connection, {
      scanAccount: async () => {
        runs += 1;
        throw new CredsweepError('role_missing_or_denied', 'no\0role \ud800');
      },
    });
    const raw = openRaw('scan-account');
    await expect.poll(() => raw.getFailedCount(), { timeout: 5000 }).toBe(1);
    expect(runs).toBe(1);
    expect((await raw.getFailed())[0]?.failedReason).toBe('role_missing_or_denied: norole \ufffd');
    await expect(connection.queue.findLostAccountScans([job(1)])).resolves.toEqual([job(1)]);
  });

  test('a job that steps aside comes back without having spent an attempt, and holds no slot meanwhile', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect({ retry: { attempts: 2, backoffMs: 30 } });
    const runs: string[] = [];
    await connection.queue.enqueueAccountScans([job(1), job(2)]);
    await startWorkers(
      connection,
      {
        scanAccount: async (scan, { attempt }) => {
          runs.push(`${Number(scan.accountId)}:${attempt}`);
          const aside =
            Number(scan.accountId) === 1 && runs.filter((run) => run.startsWith('1:')).length < 4;
          return aside ? { kind: 'step_aside', delayMs: 50.5 } : { kind: 'done' };
        },
      },
      { concurrency: 1 },
    );
    await expect.poll(() => runs.length, { timeout: 10_000 }).toBe(5);
    expect(runs.toSorted()).toEqual(['1:1', '1:1', '1:1', '1:1', '2:1']);
    // The other one has not waited for its end.
    expect(runs.at(-1)).toBe('1:1');
  });

  test('a job that pauses leaves its slot to others, which begin at once, and goes on itself', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect();
    const steps: string[] = [];
    await connection.queue.enqueueAccountScans([job(1), job(2), job(3)]);
    await startWorkers(
      connection,
      {
        scanAccount: async (scan, { attempt, pause: pauseJob }) => {
          const number = Number(scan.accountId);
          steps.push(`${number} begins`);
          const paused = number < 3 && (await pauseJob(1_500));
          steps.push(`${number} ends, attempt ${attempt}, paused ${paused}`);
          return { kind: 'done' };
        },
      },
      { concurrency: 1 },
    );
    await expect.poll(() => steps.length, { timeout: 10_000 }).toBe(6);
    expect(steps).toEqual([
      '1 begins',
      '2 begins',
      '3 begins',
      '3 ends, attempt 1, paused false',
      '1 ends, attempt 1, paused true',
      '2 ends, attempt 1, paused true',
    ]);
  });

  test('under a cap, which counts every job that is held, no job pauses', async (context) => {
    const { connect, openRaw } = await openBackend(kind, context.skip);
    const connection = await connect();
    // As another process sets it that was started with a cap.
    await openRaw('scan-account').setGlobalConcurrency(3);
    const pauses: boolean[] = [];
    await startWorkers(connection, {
      scanAccount: async (_scan, { pause: pauseJob }) => {
        pauses.push(await pauseJob(1));
        return { kind: 'done' };
      },
    });
    await connection.queue.enqueueAccountScans([job(1), job(2)]);
    await expect.poll(() => pauses, { timeout: 10_000 }).toEqual([false, false]);
  });

  test('a stopping worker hands its jobs back, and another connection goes on with the same attempt', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const [first, second] = [await connect(), await connect()];
    const entered = Promise.withResolvers<void>();
    const workers = await startWorkers(first, {
      scanAccount: async (_scan, { signal }) => {
        entered.resolve();
        return waitForAbort(signal);
      },
    });
    await first.queue.enqueueAccountScans([job(1)]);
    await entered.promise;
    const startedAt = Date.now();
    await workers.stop();
    expect(Date.now() - startedAt).toBeLessThan(2000);
    const attempts: number[] = [];
    await startWorkers(second, {
      scanAccount: async (_scan, { attempt }) => {
        attempts.push(attempt);
        return { kind: 'done' };
      },
    });
    await expect.poll(() => attempts, { timeout: 5000 }).toEqual([1]);
  });

  test('a handler that ignores its signal is left after the grace time', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect();
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const workers = await startWorkers(connection, {
      scanAccount: async () => {
        entered.resolve();
        await release.promise;
        return { kind: 'done' };
      },
    });
    await connection.queue.enqueueAccountScans([job(1)]);
    await entered.promise;
    const startedAt = Date.now();
    await workers.stop({ graceMs: 300 });
    await connection.close();
    expect(Date.now() - startedAt).toBeLessThan(3000);
    release.resolve();
  });

  test('a run that has lost its lock is told so, and leaves the job to the run that has it', async (context) => {
    const { connect, openRaw, backend } = await openBackend(kind, context.skip);
    const connection = await connect({ retry: { attempts: 1, backoffMs: 30 } });
    const raw = openRaw('scan-account');
    const begun: number[] = [];
    const left: string[] = [];
    const entered = Promise.withResolvers<void>();
    await startWorkers(connection, {
      scanAccount: async (_scan, { attempt, signal }) => {
        begun.push(attempt);
        if (begun.length > 1) return { kind: 'done' };
        entered.resolve();
        return waitForAbort(signal).catch((reason: unknown) => {
          left.push(String(reason));
          throw reason;
        });
      },
    });
    await connection.queue.enqueueAccountScans([job(1)]);
    await entered.promise;
    await dropLock(backend, raw.toKey('scan-1-000000000001-0:lock'));
    await expect
      .poll(() => [begun, left], { timeout: 20_000 })
      .toEqual([[1, 1], ['JobInterruption: Another worker may have taken over this job.']]);
    await expect
      .poll(() => raw.getJobCounts('active', 'waiting', 'failed'), { timeout: 5000 })
      .toEqual({ active: 0, waiting: 0, failed: 0 });
  });

  test('a job that a later version has written fails alone', async (context) => {
    const { connect, openRaw } = await openBackend(kind, context.skip);
    const connection = await connect();
    const raw = openRaw('scan-account');
    await raw.add(
      'scan-account',
      { v: 2, scanId: 1, accountId: '000000000001', generation: 0, extra: true },
      { jobId: 'poison', attempts: 5 },
    );
    await raw.add('scan-account', 'not an object', { jobId: 'nonsense' });
    await connection.queue.enqueueAccountScans([job(2)]);
    const handled: string[] = [];
    await startWorkers(connection, {
      scanAccount: async (scan) => {
        handled.push(scan.accountId);
        return { kind: 'done' };
      },
    });
    await expect.poll(() => raw.getFailedCount(), { timeout: 5000 }).toBe(2);
    const poison = await raw.getJob('poison');
    expect(poison?.failedReason).toMatch(/^job_data_invalid: .*v: /);
    expect(poison?.attemptsMade).toBe(1);
    expect(handled).toEqual(['000000000002']);
  });

  test('data that no worker would understand is refused when it is enqueued', async (context) => {
    const { connect } = await openBackend(kind, context.skip);
    const connection = await connect();
    const bad: AccountScanJob = { scanId: 1, accountId: 'x', generation: 0 };
    await expect(connection.queue.enqueueAccountScans([bad])).rejects.toMatchObject({
      code: 'job_data_invalid',
    });
    await expect(connection.queue.enqueueClosing(0.5)).rejects.toMatchObject({
      code: 'job_data_invalid',
    });
  });

  test('waiting, delayed and running scans are not lost; finished, failed and unknown ones are', async (context) => {
    const { connect, openRaw } = await openBackend(kind, context.skip);
    const connection = await connect();
    const entered = Promise.withResolvers<void>();
    await connection.queue.enqueueAccountScans([job(1), job(2), job(3), job(4)]);
    await startWorkers(
      connection,
      {
        scanAccount: async (scan, { signal }) => {
          if (scan.accountId === job(1).accountId) throw new CredsweepError('access_denied', 'no');
          if (scan.accountId === job(2).accountId) return { kind: 'done' };
          if (scan.accountId === job(3).accountId) return { kind: 'step_aside', delayMs: 60_000 };
          entered.resolve();
          return waitForAbort(signal);
        },
      },
      { concurrency: 1 },
    );
    await entered.promise;
    await connection.queue.enqueueAccountScans([job(5)]);
    const raw = openRaw('scan-account');
    expect(await raw.getJobCounts('active', 'delayed', 'failed', 'waiting')).toEqual({
      active: 1,
      delayed: 1,
      failed: 1,
      waiting: 1,
    });
    const asked = [job(1), job(2), job(3), job(4), job(5), job(6)];
    const lost = [job(1), job(2), job(6)];
    await expect(connection.queue.findLostAccountScans(asked)).resolves.toEqual(lost);
    // More than are asked for one by one.
    const many = Array.from({ length: 3000 }, (_, index) => job(1000 + index));
    await expect(connection.queue.findLostAccountScans([...asked, ...many])).resolves.toEqual([
      ...lost,
      ...many,
    ]);
  });

  test('closing a scan twice at once runs once, and again after it has failed', async (context) => {
    const { connect, openRaw } = await openBackend(kind, context.skip);
    const connection = await connect({ retry: { attempts: 1, backoffMs: 30 } });
    const runs: string[] = [];
    let mayWork = false;
    await Promise.all([connection.queue.enqueueClosing(9), connection.queue.enqueueClosing(9)]);
    await startWorkers(connection, {
      closeScan: async (scanId) => {
        runs.push(`${scanId} ${mayWork}`);
        if (!mayWork) throw new Error('not yet');
        return { kind: 'done' };
      },
    });
    const raw = openRaw('close-scan');
    await expect.poll(() => raw.getFailedCount(), { timeout: 5000 }).toBe(1);
    expect(runs).toEqual(['9 false']);
    mayWork = true;
    await Promise.all([connection.queue.enqueueClosing(9), connection.queue.enqueueClosing(9)]);
    await expect.poll(() => runs.length, { timeout: 5000 }).toBeGreaterThanOrEqual(2);
    await expect
      .poll(() => raw.getJobCounts('active', 'waiting', 'delayed', 'failed', 'completed'), {
        timeout: 5000,
      })
      .toEqual({
        active: 0,
        waiting: 0,
        delayed: 0,
        failed: 0,
        completed: 0,
      });
    expect(runs.slice(1).every((run) => run === '9 true')).toBe(true);
    const before = runs.length;
    await connection.queue.enqueueClosing(9);
    await expect.poll(() => runs.length, { timeout: 5000 }).toBe(before + 1);
  });

  test('the reconciler fires at its interval, not once per connection', async (context) => {
    const { connect, openRaw } = await openBackend(kind, context.skip);
    const fired: number[] = [];
    let running = 0;
    let mostRunning = 0;
    const reconcile = async (): Promise<{ kind: 'done' }> => {
      fired.push(Date.now());
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await pause(700);
      running -= 1;
      return { kind: 'done' };
    };
    for (const connection of [await connect(), await connect()]) {
      await startWorkers(connection, { reconcile }, { reconcileEveryMs: 500 });
    }
    await pause(4000);
    // A run takes longer than the interval here, so 4 s have room for five or six, one after the other.
    expect(fired.length).toBeGreaterThanOrEqual(4);
    expect(fired.length).toBeLessThanOrEqual(8);
    expect(mostRunning).toBe(1);
    expect(await openRaw('reconcile').getJobCounts('completed', 'failed')).toEqual({
      completed: 0,
      failed: 0,
    });
  });
});

test('two namespaces on one Redis do not see each other', { timeout: 30_000 }, async (context) => {
  const [one, two] = [
    await openBackend('redis', context.skip),
    await openBackend('redis', context.skip),
  ];
  const [first, second] = [await one.connect(), await two.connect()];
  const handled: string[] = [];
  for (const [name, connection] of [
    ['first', first],
    ['second', second],
  ] as const) {
    await startWorkers(connection, {
      scanAccount: async (scan) => {
        handled.push(`${name} ${Number(scan.accountId)}`);
        return { kind: 'done' };
      },
    });
  }
  await first.queue.enqueueAccountScans([job(1), job(2), job(3)]);
  await second.queue.enqueueAccountScans([job(4)]);
  await expect
    .poll(() => sortTexts(handled), { timeout: 5000 })
    .toEqual(['first 1', 'first 2', 'first 3', 'second 4']);
});

type Opened = {
  readonly backend: QueueBackend;
  readonly troubles: QueueTrouble[];
  connect(options?: Partial<ConnectQueueOptions>): Promise<ScanQueueConnection>;
  openRaw(kind: Parameters<ReturnType<typeof createQueueEngine>['createQueue']>[0]): BullQueue;
};

async function openBackend(
  kind: QueueBackend['kind'],
  skip: (note?: string) => never,
): Promise<Opened> {
  if (kind === 'redis' && servers.redis === null) return skip('no redis-server');
  const url =
    kind === 'redis' ? (servers.redis?.url ?? '') : await servers.postgres.createDatabase();
  const backend = { kind, url };
  const namespace = createNamespace();
  const troubles: QueueTrouble[] = [];
  return {
    backend,
    troubles,
    async connect(options = {}) {
      const connection = await connectQueue({
        backend,
        namespace,
        onTrouble: (trouble) => troubles.push(trouble),
        ...options,
      });
      cleanups.push(() => connection.close());
      return connection;
    },
    openRaw(jobKind) {
      const queue = createQueueEngine(backend, namespace).createQueue(jobKind, 1);
      cleanups.push(() => queue.close());
      return queue;
    },
  };
}

async function startWorkers(
  connection: ScanQueueConnection,
  handlers: Partial<ScanJobHandlers>,
  options: { readonly concurrency?: number; readonly reconcileEveryMs?: number } = {},
): ReturnType<ScanQueueConnection['startWorkers']> {
  return connection.startWorkers(stubHandlers(handlers), { concurrency: 4, ...options });
}

/** As if the worker had been asleep for longer than its lock lasts. */
async function dropLock(backend: QueueBackend, redisKey: string): Promise<void> {
  if (backend.kind === 'redis') {
    const client = new Redis(backend.url);
    expect(await client.del(redisKey)).toBe(1);
    client.disconnect();
    return;
  }
  const client = new pg.Client(backend.url);
  await client.connect();
  const { rowCount } = await client.query(
    `UPDATE bullmq.job SET locked_until_ms = 1 WHERE state = 'active' AND id LIKE 'scan-%'`,
  );
  expect(rowCount).toBe(1);
  await client.end();
}

function sortTexts(texts: readonly string[]): readonly string[] {
  return texts.toSorted((one, other) => one.localeCompare(other));
}

function job(account: number): AccountScanJob {
  return { scanId: 1, accountId: String(account).padStart(12, '0'), generation: 0 };
}

function waitForAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
}
