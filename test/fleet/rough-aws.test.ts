import { buildScaledOrganization, type FaultPlan } from '@credsweep/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startQueueServers, type QueueServers } from '../../packages/testkit/src/queue-servers.ts';
import { expectRightRows } from './expect-right-rows.ts';
import { openFleet } from './open-fleet.ts';
import { readLedger, sumApiCalls, waitForCompletion } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

test(
  'of calls to AWS that are throttled by 30 %, failed by 5 % and dropped by 2 % every account is read in the end, with bounded and counted retries',
  { timeout: 150_000 },
  async () => {
    const organization = buildScaledOrganization({
      accounts: 100,
      usersPerAccount: 10,
      now: new Date(Math.floor(Date.now() / 1000) * 1000),
      flaggedShare: 0.1,
    });
    const fleet = await openFleet({
      organization,
      backend: servers.redis === null ? 'postgres' : 'redis',
      servers,
      faults: roughness,
      latency: { minMs: 100, maxMs: 300 },
    });
    const { pool } = fleet.database;
    try {
      await fleet.startWorker(32);
      const scanId = await fleet.enqueueScan();
      await waitForCompletion(pool, scanId, 120_000);
      await expectRightRows(pool, scanId, organization);

      const wire = fleet.simulator.calls();
      const { rows } = await pool.query<{ calls: Record<string, number>; seconds: number }>(
        `select directory_api_calls as calls, extract(epoch from finished_at - started_at)::float as seconds
         from credsweep.scan where scan_id = $1`,
        [scanId],
      );
      const ofAccounts = await sumApiCalls(pool, scanId);
      // What the program says it called is what arrived, each retry included.
      expect({ ...ofAccounts, ...rows[0]?.calls }).toEqual(wire.byAction);
      const perAccount = Object.values(wire.byAccount).map((byAction) =>
        Object.values(byAction).reduce((sum, count) => sum + count, 0),
      );
      const attempts = (await readLedger(pool, scanId)).map((row) => row.attempts);
      process.stderr.write(
        `rough AWS: ${wire.total} calls in ${rows[0]?.seconds} s, ${wire.faulted} of them faulted; ` +
          `an account took ${(wire.total / perAccount.length).toFixed(1)} calls, at most ${Math.max(...perAccount)}, ` +
          `and at most ${Math.max(...attempts)} attempts\n`,
      );
      expect(wire.throttled).toBeGreaterThan(wire.total * 0.2);
      expect(wire.byOutcome['no-response']).toBeGreaterThan(0);
      expect(Math.max(...attempts)).toBeLessThanOrEqual(6);
      expect(Math.max(...perAccount)).toBeLessThanOrEqual(maxCallsPerAccount);
    } finally {
      await fleet.close();
    }
  },
);

const roughness: FaultPlan = [
  { kind: 'throttle', probability: 0.3 },
  { kind: 'internal-error', probability: 0.05 },
  { kind: 'drop-connection', probability: 0.02 },
];

/**
 * Three calls and one for each of up to five users make eight. In this weather a call takes one and a half tries; the
 * bound leaves room for an account that is begun anew once or twice, and is far below what blind retries would make.
 */
const maxCallsPerAccount = 40;
