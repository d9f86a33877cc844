import { buildScaledOrganization, type SimulatedOrganization } from '@credsweep/simulator';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { expectRightRows } from './expect-right-rows.ts';
import { endConnections } from './end-connections.ts';
import { openFleet, type Fleet, type FleetBackend } from './open-fleet.ts';
import { readState, waitForCompletion, waitForOutcomes } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

describe('a scan goes on by itself and loses nothing', { timeout: 90_000 }, () => {
  test('when Redis is flushed, while accounts are listed and later, and is restarted without its data', async ({
    skip,
  }) => {
    skip(servers.redis === null, 'no redis-server');
    await scanThrough('redis', [
      {
        at: 15,
        happens: async (fleet, scanId) => {
          expect(await readState(fleet.database.pool, scanId)).toBe('listing');
          await flushRedis(servers);
        },
      },
      { at: 70, happens: () => flushRedis(servers) },
      { at: 90, happens: async () => servers.redis?.restart({ keepData: false }) },
    ]);
  });

  test.for(['redis', 'postgres'] as const)(
    'when PostgreSQL is restarted at once and ends every connection again and again, with the queue on %s',
    async (backend, { skip }) => {
      skip(backend === 'redis' && servers.redis === null, 'no redis-server');
      const restart = (): Promise<void> => servers.postgres.restart();
      const end = (): Promise<void> => endConnections(servers.postgres);
      await scanThrough(backend, [
        { at: 10, happens: restart },
        ...[25, 35, 45, 55, 65].map((at) => ({ at, happens: end })),
        { at: 80, happens: restart },
        ...[90, 100, 110].map((at) => ({ at, happens: end })),
      ]);
    },
  );
});

/** What befalls a scan once so many of its accounts have an outcome. */
type Event = {
  readonly at: number;
  readonly happens: (fleet: Fleet, scanId: number) => Promise<unknown>;
};

/** Scans with two workers through all events, and expects the right rows at the end. */
async function scanThrough(backend: FleetBackend, events: readonly Event[]): Promise<void> {
  const organization = buildWorld();
  const fleet = await openFleet({ organization, backend, servers, latency });
  const { pool } = fleet.database;
  try {
    await Promise.all([fleet.startQuickWorker(6), fleet.startQuickWorker(6)]);
    const scanId = await fleet.enqueueScan();
    for (const { at, happens } of events) {
      await waitForOutcomes(pool, scanId, at, 60_000);
      expect(await readState(pool, scanId)).not.toBe('completed');
      await happens(fleet, scanId);
    }
    await waitForCompletion(pool, scanId, 60_000);
    await expectRightRows(pool, scanId, organization);
  } finally {
    await fleet.close();
  }
}

function buildWorld(): SimulatedOrganization {
  return buildScaledOrganization({
    accounts: 130,
    usersPerAccount: 3,
    now: new Date(Math.floor(Date.now() / 1000) * 1000),
    flaggedShare: 0.1,
  });
}

async function flushRedis({ redis }: QueueServers): Promise<void> {
  const client = new Redis(redis?.url ?? '');
  await client.flushall();
  client.disconnect();
}

/** Seven pages of accounts take almost three seconds, so that workers are busy while the rest is listed. */
const latency = {
  'organizations:ListAccounts': { minMs: 300, maxMs: 500 },
  '*': { minMs: 20, maxMs: 120 },
};
