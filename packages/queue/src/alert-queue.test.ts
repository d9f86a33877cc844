import { randomUUID } from 'node:crypto';
import type { ScanJobHandlers } from '@credsweep/core';
import {
  createNamespace,
  type QueueServers,
  startQueueServers,
  stubHandlers,
} from '@credsweep/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectQueue, type ScanQueueConnection } from './index.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers.stop());

describe.each(['redis', 'postgres'] as const)('on %s', { timeout: 60_000 }, (kind) => {
  test('a message that is enqueued many times at once is handled once', async ({ skip }) => {
    const connection = await connect(kind, skip);
    const ids = [randomUUID(), randomUUID()];
    await Promise.all([1, 2, 3].map(() => connection.alerts.enqueueDeliveries(ids)));
    const handled: string[] = [];
    await work(connection, async (messageId) => {
      handled.push(messageId);
      return { kind: 'done' };
    });
    await expect.poll(() => handled.toSorted()).toEqual(ids.toSorted());
    await expect.poll(() => countJobs(connection)).toBe(0);
    expect(handled).toHaveLength(2);
  });

  test('a message that steps aside is called up when it is enqueued again', async ({ skip }) => {
    const connection = await connect(kind, skip);
    const id = randomUUID();
    let visits = 0;
    await work(connection, async () => {
      visits += 1;
      return visits === 1 ? { kind: 'step_aside', delayMs: 600_000 } : { kind: 'done' };
    });
    await connection.alerts.enqueueDeliveries([id]);
    await expect
      .poll(async () => (await connection.countJobs(5000))['deliver-alert']?.delayed)
      .toBe(1);
    await connection.alerts.enqueueDeliveries([id]);
    await expect.poll(() => visits).toBe(2);
  });

  test('a job that failed for good makes room for another one', async ({ skip }) => {
    const connection = await connect(kind, skip);
    const id = randomUUID();
    let visits = 0;
    await work(connection, async () => {
      visits += 1;
      if (visits === 1) throw new Error('the database is away');
      return { kind: 'done' };
    });
    await connection.alerts.enqueueDeliveries([id]);
    await expect
      .poll(async () => (await connection.countJobs(5000))['deliver-alert']?.failed)
      .toBe(1);
    await connection.alerts.enqueueDeliveries([id]);
    await expect.poll(() => visits).toBe(2);
  });

  test('a process without channels leaves messages alone', async ({ skip }) => {
    const connection = await connect(kind, skip);
    await connection.alerts.enqueueDeliveries([randomUUID()]);
    let reconciled = 0;
    const workers = await connection.startWorkers(
      stubHandlers({
        reconcile: async () => {
          reconciled += 1;
          return { kind: 'done' };
        },
      }),
      { concurrency: 1, reconcileEveryMs: 200 },
    );
    onTestFinished(() => workers.stop());
    await expect.poll(() => reconciled).toBeGreaterThan(1);
    expect(await countJobs(connection)).toBe(1);
  });

  test('an id that is none is refused', async ({ skip }) => {
    const connection = await connect(kind, skip);
    await expect(connection.alerts.enqueueDeliveries(['seven'])).rejects.toMatchObject({
      code: 'job_data_invalid',
    });
  });
});

async function connect(
  kind: 'redis' | 'postgres',
  skip: (note?: string) => never,
): Promise<ScanQueueConnection> {
  if (kind === 'redis' && servers.redis === null) return skip('no redis-server');
  const url =
    kind === 'redis' ? (servers.redis?.url ?? '') : await servers.postgres.createDatabase();
  const connection = await connectQueue({
    backend: { kind, url },
    namespace: createNamespace(),
    retry: { attempts: 1 },
  });
  onTestFinished(() => connection.close());
  return connection;
}

async function work(
  connection: ScanQueueConnection,
  deliverAlert: NonNullable<ScanJobHandlers['deliverAlert']>,
): Promise<void> {
  const workers = await connection.startWorkers(stubHandlers({ deliverAlert }), { concurrency: 1 });
  onTestFinished(() => workers.stop());
}

/** Jobs of messages that are still to be done. */
async function countJobs(connection: ScanQueueConnection): Promise<number> {
  const {
    waiting = 0,
    active = 0,
    delayed = 0,
  } = (await connection.countJobs(5000))['deliver-alert'] ?? {};
  return waiting + active + delayed;
}
