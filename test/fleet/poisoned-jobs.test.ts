import { buildScaledOrganization } from '@credsweep/simulator';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// @boundaries-ignore poison is put into the queue past its face, as a foreign program would
import type { JobKind } from '../../packages/queue/src/job-kinds.ts';
// @boundaries-ignore poison is put into the queue past its face, as a foreign program would
import { createQueueEngine, type BullQueue } from '../../packages/queue/src/queue-engine.ts';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { expectRightRows } from './expect-right-rows.ts';
import { openFleet, waitUntil, type Fleet, type FleetBackend } from './open-fleet.ts';
import { readLedger, readState, waitForCompletion } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

const account = '100000000002';
const kinds = ['list-accounts', 'scan-account', 'close-scan', 'start-scan'] as const;
/** Of an older or later version, of another program, or of nobody who knew what he did. */
const nonsense: readonly unknown[] = [
  { v: 2, scanId: 1, accountId: account, generation: 1, region: 'eu-west-1' },
  { scanId: 1, accountId: account, generation: 1 },
  { v: 1, scanId: '1', accountId: account, generation: 1, schedule: 7 },
  { v: 1, scanId: 2 ** 40, accountId: account, generation: 2 ** 40, schedule: '' },
  { v: 1, scanId: -1, accountId: "1' or true --", generation: 0.5, schedule: '' },
  { to: 'somebody@example.com', subject: 'Your invoice' },
  {},
  [],
  'scan everything',
  42,
  null,
];

describe.for(['redis', 'postgres'] as const)('on %s', { timeout: 60_000 }, (backend) => {
  test('a job that cannot be understood fails with the reason, and nothing else is touched', async ({
    skip,
  }) => {
    skip(backend === 'redis' && servers.redis === null, 'no redis-server');
    await onScannedFleet(backend, async ({ fleet, scanId, openQueue, organization }) => {
      const before = await readLedger(fleet.database.pool, scanId);
      const queues = kinds.map(openQueue);
      for (const [index, queue] of queues.entries()) {
        await queue.addBulk(
          nonsense.map((data) => ({ name: kinds[index] ?? '', data, opts: { attempts: 6 } })),
        );
      }
      for (const [index, queue] of queues.entries()) {
        const count = nonsense.length;
        await waitUntil(`${count} failed jobs of ${kinds[index]}`, 20_000, async () => {
          return (await queue.getFailedCount()) === count;
        });
        const failed = await queue.getFailed();
        for (const job of failed) {
          expect(job.failedReason).toMatch(/^job_data_invalid: .*cannot be understood/);
          expect(job.attemptsMade).toBe(1);
        }
      }
      expect(await readLedger(fleet.database.pool, scanId)).toEqual(before);
      await expectRightRows(fleet.database.pool, scanId, organization);
      // The workers that met them all are as good as before.
      const next = await fleet.enqueueScan();
      await waitForCompletion(fleet.database.pool, next, 20_000);
      await expectRightRows(fleet.database.pool, next, organization);
    });
  });

  test('a job of a scan that does not exist, is over, or has moved on does nothing', async ({
    skip,
  }) => {
    skip(backend === 'redis' && servers.redis === null, 'no redis-server');
    await onScannedFleet(backend, async ({ fleet, scanId, openQueue }) => {
      const { pool } = fleet.database;
      // A scan whose only account waits in a later generation than that of its jobs.
      await pool.query(
        `insert into credsweep.scan (organization_id, state, as_of, policy, settings, listed_at)
         select organization_id, 'interrupted', as_of, policy, settings, listed_at from credsweep.scan`,
      );
      await pool.query(
        `insert into credsweep.account_scan (scan_id, account_id, generation) values ($1, $2, 3)`,
        [scanId + 1, account],
      );
      await pool.query(`update credsweep.scan set state = 'scanning' where scan_id = $1`, [
        scanId + 1,
      ]);
      const before = [await readLedger(pool, scanId), await readLedger(pool, scanId + 1)];
      fleet.simulator.resetCalls();
      const jobs = [scanId, scanId + 1, 999].flatMap((id) => [
        { kind: 'scan-account', data: { v: 1, scanId: id, accountId: account, generation: 1 } },
        { kind: 'scan-account', data: { v: 1, scanId: id, accountId: account, generation: 2 } },
        { kind: 'list-accounts', data: { v: 1, scanId: id, generation: 1 } },
        { kind: 'close-scan', data: { v: 1, scanId: id } },
      ]) as readonly { readonly kind: JobKind; readonly data: unknown }[];
      for (const kind of kinds) {
        const queue = openQueue(kind);
        const ofKind = jobs.filter((job) => job.kind === kind);
        const added = await queue.addBulk(ofKind.map(({ data }) => ({ name: kind, data })));
        await waitUntil(`jobs of ${kind} completed`, 20_000, async () => {
          const states = await Promise.all(added.map(({ id }) => queue.getJobState(id ?? '')));
          return states.every((state) => state === 'completed');
        });
      }
      expect([await readLedger(pool, scanId), await readLedger(pool, scanId + 1)]).toEqual(before);
      expect(await readState(pool, scanId)).toBe('completed');
      expect(await readState(pool, scanId + 1)).toBe('scanning');
      expect(fleet.simulator.calls().total).toBe(0);
    });
  });
});

test(
  'a job whose data in Redis are not even JSON does not keep the workers from their work',
  { timeout: 60_000 },
  async ({ skip }) => {
    skip(servers.redis === null, 'no redis-server');
    await onScannedFleet('redis', async ({ fleet, organization, openQueue }) => {
      const queue = openQueue('scan-account');
      const job = await queue.add('scan-account', {}, { jobId: 'broken', delay: 500 });
      const client = new Redis(servers.redis?.url ?? '');
      const keys = await client.keys(`*:credsweep-scan-account:${job.id}`);
      expect(keys).toHaveLength(1);
      await client.hset(keys[0] ?? '', 'data', '{"v":1,');
      client.disconnect();
      await waitUntil('a worker has met the job', 20_000, async () => {
        return (await queue.getJobState('broken')) !== 'delayed';
      });
      const next = await fleet.enqueueScan();
      await waitForCompletion(fleet.database.pool, next, 20_000);
      await expectRightRows(fleet.database.pool, next, organization);
    });
  },
);

/** Gives a fleet that has scanned an organization once, and its queues as anybody sees them who can reach the backend. */
async function onScannedFleet(
  backend: FleetBackend,
  work: (scene: {
    readonly fleet: Fleet;
    readonly scanId: number;
    readonly organization: ReturnType<typeof buildScaledOrganization>;
    readonly openQueue: (kind: JobKind) => BullQueue;
  }) => Promise<void>,
): Promise<void> {
  const organization = buildScaledOrganization({
    accounts: 12,
    usersPerAccount: 3,
    now: new Date(Math.floor(Date.now() / 1000) * 1000),
  });
  const fleet = await openFleet({ organization, backend, servers });
  const opened: BullQueue[] = [];
  try {
    await fleet.startWorker(4);
    const scanId = await fleet.enqueueScan();
    await waitForCompletion(fleet.database.pool, scanId, 20_000);
    const { DATABASE_URL = '', REDIS_URL } = fleet.environment;
    const engine = createQueueEngine(
      REDIS_URL === undefined
        ? { kind: 'postgres', url: DATABASE_URL }
        : { kind: 'redis', url: REDIS_URL },
      await readNamespace(fleet),
    );
    const openQueue = (kind: JobKind): BullQueue => {
      const queue = engine.createQueue(kind, 2);
      queue.on('error', () => undefined);
      opened.push(queue);
      return queue;
    };
    await work({ fleet, scanId, organization, openQueue });
  } finally {
    await Promise.all(opened.map((queue) => queue.close()));
    await fleet.close();
  }
}

async function readNamespace({ database }: Fleet): Promise<string> {
  const { rows } = await database.pool.query<{ instance_id: string }>(
    'select instance_id from credsweep.instance',
  );
  return rows[0]?.instance_id ?? randomUUID();
}
