import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createNamespace,
  type QueueServers,
  startQueueServers,
  stubHandlers,
} from '@credsweep/testkit';
import {
  connectQueue,
  type QueueBackend,
  type ScanQueueConnection,
  type StartWorkersOptions,
} from './index.ts';
import { createQueueEngine } from './queue-engine.ts';

let servers: QueueServers;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});
afterAll(() => servers.stop());

describe.each(['redis', 'postgres'] as const)('on %s', { timeout: 30_000 }, (kind) => {
  test('a start that came due while no worker ran is made when one starts, although it tells the schedules anew', async ({
    skip,
  }) => {
    const { connection } = await connect(kind, skip);
    const schedule = { name: 'nightly', cron: onceAt(Date.now() + 1500), timeZone: 'UTC' };
    await connection.schedules.syncSchedules([schedule]);
    await pause(3000);
    await connection.schedules.syncSchedules([schedule]);
    const started = await startCounting(connection);
    await expect.poll(() => started, { timeout: 5000 }).toEqual(['nightly']);
    await connection.schedules.syncSchedules([schedule]);
    await pause(1500);
    expect(started).toEqual(['nightly']);
  });

  test('a schedule that was changed is due by its new expression only, and one that is gone not at all', async ({
    skip,
  }) => {
    const { connection } = await connect(kind, skip);
    const soon = onceAt(Date.now() + 2500);
    const later = '0 0 1 1 *';
    await connection.schedules.syncSchedules([
      { name: 'gone', cron: soon, timeZone: 'UTC' },
      { name: 'put-off', cron: soon, timeZone: 'UTC' },
      { name: 'elsewhere', cron: '0 0 1 1 *', timeZone: 'UTC' },
    ]);
    await connection.schedules.syncSchedules([
      { name: 'put-off', cron: later, timeZone: 'UTC' },
      { name: 'elsewhere', cron: onceAt(Date.now() + 2500, 9), timeZone: 'Asia/Tokyo' },
    ]);
    const started = await startCounting(connection);
    await expect.poll(() => started, { timeout: 8000 }).toEqual(['elsewhere']);
    await pause(1000);
    expect(started).toEqual(['elsewhere']);
  });

  test('a cap that the queue has lost is set again, and a newer one of another process is left alone', async ({
    skip,
  }) => {
    const { connection, backend, namespace } = await connect(kind, skip);
    const queue = createQueueEngine(backend, namespace).createQueue('scan-account', 1);
    queue.on('error', () => undefined);
    cleanups.push(() => queue.close());
    const options: StartWorkersOptions = { concurrency: 1, reconcileEveryMs: 300 };
    await connection.startWorkers(stubHandlers({}), { ...options, maxConcurrentAccounts: 5 });
    expect(await queue.getGlobalConcurrency()).toBe(5);
    await queue.setGlobalConcurrency(7);
    await pause(900);
    expect(await queue.getGlobalConcurrency()).toBe(7);
    if (backend.kind === 'redis') {
      const client = new Redis(backend.url);
      await client.flushall();
      client.disconnect();
    } else await queue.removeGlobalConcurrency();
    await expect.poll(() => queue.getGlobalConcurrency(), { timeout: 5000 }).toBe(5);
  });
});

async function connect(kind: QueueBackend['kind'], skip: (note: string) => never) {
  const redisUrl = servers.redis?.url ?? (kind === 'redis' ? skip('no redis-server') : '');
  const url = kind === 'redis' ? redisUrl : await servers.postgres.createDatabase();
  const backend: QueueBackend = { kind, url };
  const namespace = createNamespace();
  const connection = await connectQueue({ backend, namespace });
  cleanups.push(() => connection.close());
  return { connection, backend, namespace };
}

async function startCounting(connection: ScanQueueConnection): Promise<readonly string[]> {
  const started: string[] = [];
  const startScheduledScan = async (name: string) => {
    started.push(name);
    return { kind: 'done' } as const;
  };
  await connection.startWorkers({ ...stubHandlers({}), startScheduledScan }, { concurrency: 1 });
  return started;
}

/** A cron expression with seconds that is due once a year, at a moment told by the clock of a zone. */
function onceAt(ms: number, offsetHours = 0): string {
  const at = new Date(Math.ceil(ms / 1000) * 1000 + offsetHours * 3_600_000);
  return `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`;
}
