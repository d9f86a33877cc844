import { buildScaledOrganization } from '@credsweep/simulator';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startQueueServers, type QueueServers } from '../../packages/testkit/src/queue-servers.ts';
import { endConnections } from './end-connections.ts';
import { expectRightRows } from './expect-right-rows.ts';
import { openFleet } from './open-fleet.ts';
import { waitForOutcomes } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

test(
  '`credsweep scan`, all in one process, waits for a PostgreSQL that is down for a while',
  { timeout: 90_000 },
  async () => {
    const organization = buildScaledOrganization({
      accounts: 100,
      usersPerAccount: 3,
      now: new Date(Math.floor(Date.now() / 1000) * 1000),
    });
    const latency = { minMs: 20, maxMs: 120 };
    const fleet = await openFleet({ organization, backend: 'postgres', servers, latency });
    const { pool } = fleet.database;
    try {
      const scan = fleet.start(['scan', '--format', 'json']);
      await waitForOutcomes(pool, 1, 20, 30_000);
      await servers.postgres.kill();
      // For this long it stays down.
      await pause(1000);
      await servers.postgres.restart();
      await waitForOutcomes(pool, 1, 60, 30_000);
      await endConnections(servers.postgres);
      const { exitCode, stdout, stderr } = await scan.ended;
      expect(exitCode, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ scanId: 1, state: 'completed', failures: [] });
      await expectRightRows(pool, 1, organization);
    } finally {
      await fleet.close();
    }
  },
);
