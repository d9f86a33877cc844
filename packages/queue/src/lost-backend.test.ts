import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { AccountScanJob, ScanJobHandlers } from '@credsweep/core';
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

let servers: QueueServers;
let connection: ScanQueueConnection | undefined;
const troubles: QueueTrouble[] = [];

beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);

afterEach(async () => {
  await connection?.close();
  connection = undefined;
});

afterAll(() => servers.stop());

const kinds = ['redis', 'postgres'] as const;

describe.each(kinds)('when %s goes away', { timeout: 60_000 }, (kind) => {
  test('and comes back, jobs that wait and jobs that come are handled', async (context) => {
    const queue = await connectTo(await chooseBackend(kind, context.skip));
    const handled: string[] = [];
    await queue.startWorkers(
      handleScans(async (job) => {
        await pause(20);
        handled.push(job.accountId);
        return { kind: 'done' };
      }),
      { concurrency: 1 },
    );
    await queue.queue.enqueueAccountScans(jobs(0, 50));
    await expect.poll(() => handled.length).toBeGreaterThan(0);
    await serverOf(kind).kill();
    const enqueued = queue.queue.enqueueAccountScans(jobs(50, 10));
    await pause(1500);
    await serverOf(kind).restart({ keepData: true });
    await enqueued;
    // The one that ran at that moment comes again when its lock has run out.
    await expect.poll(() => new Set(handled).size, { timeout: 20_000 }).toBeGreaterThanOrEqual(59);
    await expect.poll(() => new Set(handled).size, { timeout: 40_000 }).toBe(60);
    expect(troubles.length).toBeLessThan(60);
  });

  test('for good, enqueueing rejects in bounded time', async (context) => {
    const queue = await connectTo(await chooseBackend(kind, context.skip), {
      backendTimeoutMs: 2000,
    });
    await serverOf(kind).kill();
    const startedAt = Date.now();
    const code = kind === 'redis' ? 'redis_unreachable' : 'database_unreachable';
    await expect(queue.queue.enqueueClosing(1)).rejects.toMatchObject({ code });
    await queue.close();
    expect(Date.now() - startedAt).toBeLessThan(6000);
    await serverOf(kind).restart({ keepData: true });
  });

  test('for good, stopping and closing end in bounded time', async (context) => {
    const queue = await connectTo(await chooseBackend(kind, context.skip));
    const entered = Promise.withResolvers<void>();
    const workers = await queue.startWorkers(
      handleScans(async (_job, { signal }) => {
        entered.resolve();
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      }),
      { concurrency: 2 },
    );
    await queue.queue.enqueueAccountScans(jobs(0, 1));
    await entered.promise;
    await serverOf(kind).kill();
    await pause(500);
    const startedAt = Date.now();
    await workers.stop({ graceMs: 500 });
    await queue.close();
    expect(Date.now() - startedAt).toBeLessThan(12_000);
    await serverOf(kind).restart({ keepData: true });
  });
});

test('when PostgreSQL ends all connections, the queue goes on', { timeout: 30_000 }, async () => {
  const url = await servers.postgres.createDatabase();
  const queue = await connectTo({ kind: 'postgres', url });
  const handled: string[] = [];
  await queue.startWorkers(
    handleScans(async (job) => {
      handled.push(job.accountId);
      return { kind: 'done' };
    }),
    { concurrency: 4 },
  );
  await pause(300);
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
  await queue.queue.enqueueAccountScans(jobs(0, 10));
  await expect.poll(() => handled.length, { timeout: 8000 }).toBe(10);
});

test(
  'when Redis loses all its data, the lost scans are found, and the reconciler still fires',
  { timeout: 30_000 },
  async (context) => {
    const backend = await chooseBackend('redis', context.skip);
    const queue = await connectTo(backend);
    const all = jobs(0, 200);
    await queue.queue.enqueueAccountScans(all);
    await expect(queue.queue.findLostAccountScans(all)).resolves.toEqual([]);
    let fired = 0;
    const client = new Redis(backend.url);
    await client.flushall();
    await expect(queue.queue.findLostAccountScans(all)).resolves.toEqual(all);
    await queue.startWorkers(
      stubHandlers({
        reconcile: async () => {
          fired += 1;
          return { kind: 'done' };
        },
      }),
      { concurrency: 1, reconcileEveryMs: 500 },
    );
    await expect.poll(() => fired, { timeout: 3000 }).toBeGreaterThan(1);
    await client.flushall();
    client.disconnect();
    const before = fired;
    await expect.poll(() => fired, { timeout: 10_000 }).toBeGreaterThan(before + 2);
  },
);

describe.each(kinds)(
  'a program that stops its workers on %s and closes',
  { timeout: 40_000 },
  (kind) => {
    test('ends by itself', async ({ skip }) => {
      const program = startProgram(await chooseBackend(kind, skip));
      await program.ready;
      program.stop();
      expect(await program.ended).toEqual({ stderr: '', exitedSoon: true });
    });

    test('ends by itself even when the server is gone', async ({ skip }) => {
      const program = startProgram(await chooseBackend(kind, skip));
      await program.ready;
      await serverOf(kind).kill();
      await pause(500);
      program.stop();
      expect(await program.ended).toEqual({ stderr: '', exitedSoon: true });
      await serverOf(kind).restart({ keepData: true });
    });
  },
);

/** Runs workers in a process of their own, which must end without being told to. */
function startProgram(backend: QueueBackend): {
  readonly ready: Promise<unknown>;
  readonly ended: Promise<{ readonly stderr: string; readonly exitedSoon: boolean }>;
  stop(): void;
} {
  const program = `
    import { once } from 'node:events';
    import { connectQueue } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const connection = await connectQueue(${JSON.stringify({ backend, namespace: createNamespace() })});
    let handled = 0;
    const done = async () => { handled += 1; return { kind: 'done' }; };
    const handlers = { listAccounts: done, scanAccount: done, closeScan: done, reconcile: done };
    const workers = await connection.startWorkers(handlers, { concurrency: 8 });
    await connection.queue.enqueueClosing(1);
    while (handled < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    console.log('ready');
    await once(process.stdin, 'data');
    process.stdin.destroy();
    await workers.stop();
    await connection.close();
    const closedAt = Date.now();
    process.on('exit', () => console.log(Date.now() - closedAt));
  `;
  const flags = ['--input-type=module-typescript', '--eval', program];
  const running = promisify(execFile)(process.execPath, flags, { timeout: 30_000 });
  const { stdin, stdout } = running.child;
  return {
    ready: Promise.race([once(stdout ?? process.stdout, 'data'), running]),
    ended: running.then((output) => ({
      stderr: output.stderr,
      exitedSoon: Number(output.stdout.split('\n')[1] ?? Number.NaN) < 1500,
    })),
    stop: () => stdin?.write('stop\n'),
  };
}

async function connectTo(
  backend: QueueBackend,
  options: Partial<ConnectQueueOptions> = {},
): Promise<ScanQueueConnection> {
  troubles.length = 0;
  connection = await connectQueue({
    backend,
    namespace: createNamespace(),
    onTrouble: (trouble) => troubles.push(trouble),
    ...options,
  });
  return connection;
}

async function chooseBackend(
  kind: QueueBackend['kind'],
  skip: (note?: string) => never,
): Promise<QueueBackend> {
  if (kind === 'postgres') return { kind, url: await servers.postgres.createDatabase() };
  return servers.redis === null ? skip('no redis-server') : { kind, url: servers.redis.url };
}

function serverOf(
  kind: QueueBackend['kind'],
): NonNullable<QueueServers['redis']> | QueueServers['postgres'] {
  return kind === 'redis' && servers.redis !== null ? servers.redis : servers.postgres;
}

function handleScans(scanAccount: ScanJobHandlers['scanAccount']): ScanJobHandlers {
  return stubHandlers({ scanAccount });
}

function jobs(first: number, count: number): AccountScanJob[] {
  return Array.from({ length: count }, (_, index) => ({
    scanId: 1,
    accountId: String(first + index).padStart(12, '0'),
    generation: 0,
  }));
}
