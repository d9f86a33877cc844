import {
  buildScaledOrganization,
  createUser,
  getAccount,
  type FaultPlan,
  type SimulatedUser,
} from '@credsweep/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { daysBefore } from '../oracle/every-case-world.ts';
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
    // One account needs as many calls as a dozen others: one that fails must not undo all the others.
    const crowded = '100000000002';
    getAccount(organization, crowded).users = makeUsersWithOldKeys(40);
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
      const sumCalls = (byAction: Readonly<Record<string, number>> = {}): number =>
        Object.values(byAction).reduce((sum, count) => sum + count, 0);
      const { [crowded]: ofCrowded, ...ofOthers } = wire.byAccount;
      const perAccount = Object.values(ofOthers).map(sumCalls);
      const attempts = (await readLedger(pool, scanId)).map((row) => row.attempts);
      process.stderr.write(
        `rough AWS: ${wire.total} calls in ${rows[0]?.seconds} s, ${wire.faulted} of them faulted; ` +
          `an account took ${(wire.total / perAccount.length).toFixed(1)} calls, at most ${Math.max(...perAccount)}, the crowded one ${sumCalls(ofCrowded)}, ` +
          `and at most ${Math.max(...attempts)} attempts\n`,
      );
      expect(wire.throttled).toBeGreaterThan(wire.total * 0.2);
      expect(wire.byOutcome['no-response']).toBeGreaterThan(0);
      expect(Math.max(...attempts)).toBeLessThanOrEqual(6);
      expect(Math.max(...perAccount)).toBeLessThanOrEqual(maxCallsPerAccount);
      expect(sumCalls(ofCrowded)).toBeLessThanOrEqual(43 * maxTriesPerCall);
    } finally {
      await fleet.close();
    }
  },
);

function makeUsersWithOldKeys(count: number): SimulatedUser[] {
  return Array.from({ length: count }, (_, index) => {
    const createdAt = daysBefore(new Date(), 400 + index);
    const name = `old-${index}`;
    return createUser({
      name,
      createdAt,
      keys: [{ id: `AKIAOLD${String(index).padStart(13, 'A')}`, createdAt, status: 'Active' }],
    });
  });
}

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
const maxTriesPerCall = 4;
