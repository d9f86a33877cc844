import { buildScaledOrganization, type FaultPlan } from '@credsweep/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { expectRightRows } from './expect-right-rows.ts';
import { openFleet, waitUntil } from './open-fleet.ts';
import { readLedger, waitForCompletion } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

test.for(['redis', 'postgres'] as const)(
  'two scans of one organization at once on %s both end with the right rows, and never read an account together',
  { timeout: 90_000 },
  async (backend, { skip }) => {
    skip(backend === 'redis' && servers.redis === null, 'no redis-server');
    const organization = buildScaledOrganization({
      accounts: 60,
      usersPerAccount: 5,
      now: new Date(Math.floor(Date.now() / 1000) * 1000),
      flaggedShare: 0.1,
    });
    const slowAccounts = [...organization.accounts.keys()].slice(1, 9);
    // Once each: the first scan is still in these accounts when the second one comes to them.
    const faults: FaultPlan = slowAccounts.map((accountId) => ({
      kind: 'slow',
      action: 'iam:GetCredentialReport',
      accountId,
      delayMs: 5000,
      times: 1,
    }));
    const latency = { minMs: 10, maxMs: 40 };
    const fleet = await openFleet({ organization, backend, servers, faults, latency });
    const { pool } = fleet.database;
    try {
      await Promise.all([fleet.startWorker(12), fleet.startWorker(12)]);
      const first = await fleet.enqueueScan();
      await waitUntil('the slow accounts are being read', 20_000, async () => {
        const { byAccount } = fleet.simulator.calls();
        return slowAccounts.every((id) => byAccount[id]?.['iam:GetCredentialReport'] === 1);
      });
      const second = await fleet.enqueueScan();
      await waitForCompletion(pool, first, 40_000);
      await waitForCompletion(pool, second, 40_000);

      const intervals = new Map<string, readonly (readonly [number, number])[]>();
      for (const scanId of [first, second]) {
        for (const { account_id: id, leased_at: from, finished_at: to } of await readLedger(
          pool,
          scanId,
        )) {
          const interval = [from?.getTime() ?? 0, to?.getTime() ?? 0] as const;
          intervals.set(id, [...(intervals.get(id) ?? []), interval]);
        }
      }
      const together = [...intervals].filter(
        ([, [one = [0, 0], other = [0, 0]]]) => one[0] < other[1] && other[0] < one[1],
      );
      expect(together).toEqual([]);
      // The second scan did the slow accounts after the first one.
      for (const id of slowAccounts) {
        const [one, other] = intervals.get(id) ?? [];
        expect(other?.[0]).toBeGreaterThanOrEqual(one?.[1] ?? Infinity);
      }
      const { byAction } = fleet.simulator.calls();
      expect(byAction['iam:GenerateCredentialReport']).toBe(2 * organization.accounts.size);
      expect(byAction['iam:GetCredentialReport']).toBe(2 * organization.accounts.size);
      for (const scanId of [first, second]) {
        const ledger = await readLedger(pool, scanId);
        expect(ledger.map(({ state }) => state)).toEqual(ledger.map(() => 'scanned'));
      }
      await expectRightRows(pool, second, organization);
    } finally {
      await fleet.close();
    }
  },
);
