import { buildScaledOrganization } from '@credsweep/simulator';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, test } from 'vitest';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { expectRightRows } from './expect-right-rows.ts';
import { openFleet, waitUntil, type Fleet } from './open-fleet.ts';
import { readLedger, readState, waitForCompletion, waitForOutcomes } from './scan-ledger.ts';
import { createSeededRandom } from './seeded-random.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

test.concurrent.for(['redis', 'postgres'] as const)(
  'three workers on %s scan 300 accounts exactly once though each is killed six times',
  { timeout: 280_000 },
  async (backend, { skip, expect }) => {
    skip(backend === 'redis' && servers.redis === null, 'no redis-server');
    const accounts = 300;
    const organization = buildScaledOrganization({
      accounts,
      usersPerAccount: 4,
      now: wholeSecond(new Date()),
      flaggedShare: 0.1,
    });
    const latency = { minMs: 100, maxMs: 400 };
    const fleet = await openFleet({ organization, backend, servers, latency });
    const { pool } = fleet.database;
    try {
      const scanId = await fleet.enqueueScan();
      const random = createSeededRandom(backend === 'redis' ? 1 : 2);
      await Promise.all(
        Array.from({ length: 3 }, () => killAndRestart(fleet, killsPerWorker, random)),
      );
      // The last of each are killed at the same moment, when little else is left to do: what they held is not done
      // before somebody takes it over.
      const last = await Promise.all([1, 2, 3].map(() => fleet.startWorker(concurrency)));
      await waitForOutcomes(pool, scanId, accounts - 30, 90_000);
      for (const worker of last) worker.kill('SIGKILL');
      await Promise.all(last.map((worker) => worker.ended));
      const killedAt = new Date();
      const held = (await readLedger(pool, scanId)).filter(
        (row) => row.state === 'waiting' && row.leased_at !== null,
      );
      await Promise.all([1, 2, 3].map(() => fleet.startWorker(concurrency)));
      await waitForCompletion(pool, scanId, 150_000);
      await expectRightRows(pool, scanId, organization);

      const ledger = await readLedger(pool, scanId);
      const heldIds = new Set(held.map((row) => row.account_id));
      const recoveries = ledger
        .filter((row) => heldIds.has(row.account_id))
        .map((row) => (row.finished_at?.getTime() ?? Infinity) - killedAt.getTime());
      const again = ledger.filter((row) => row.attempts > 1).length;
      process.stderr.write(
        `${backend}: ${held.length} accounts held at the last kill were done again within ` +
          `${Math.max(...recoveries)} ms; ${again} of ${accounts} accounts were begun more than once\n`,
      );
      expect(again).toBeGreaterThan(5);
      expect(Math.max(...recoveries)).toBeLessThan(takeOverMs + slackMs);
    } finally {
      await fleet.close();
    }
  },
);

test.concurrent.for(['redis', 'postgres'] as const)(
  'a scan on %s whose workers die while it is being listed, and again while it is being closed, is closed once',
  { timeout: 90_000 },
  async (backend, { skip, expect }) => {
    skip(backend === 'redis' && servers.redis === null, 'no redis-server');
    const organization = buildScaledOrganization({
      accounts: 50,
      usersPerAccount: 3,
      now: wholeSecond(new Date()),
    });
    const fleet = await openFleet({
      organization,
      backend,
      servers,
      latency: { 'organizations:ListAccounts': { minMs: 600, maxMs: 600 } },
    });
    const { pool } = fleet.database;
    const killDuring = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
      const worker = await fleet.startQuickWorker(8);
      await waitUntil(what, 30_000, isSo);
      worker.kill('SIGKILL');
      await worker.ended;
    };
    const isState = (scanId: number, wanted: string) => async (): Promise<boolean> =>
      (await readState(pool, scanId)) === wanted;
    try {
      const scanId = await fleet.enqueueScan();
      await killDuring('a page is listed', async () => (await readLedger(pool, scanId)).length > 0);
      expect(await readState(pool, scanId)).toBe('listing');
      // The statement that begins the closing takes a while, so that its worker dies before it enqueues the closing.
      await slowDown(pool, 'closing');
      await killDuring('the closing is being begun', async () => {
        const { rows } = await pool.query(
          `select from pg_stat_activity
           where datname = current_database() and wait_event = 'PgSleep'`,
        );
        return rows.length > 0;
      });
      await waitUntil('the closing is begun', 10_000, isState(scanId, 'closing'));
      // Then the closing itself takes a while, so that its worker dies in its transaction.
      await slowDown(pool, 'completed');
      await killDuring('the scan is being closed', async () => {
        const { rows } = await pool.query(
          `select from pg_stat_activity
           where datname = current_database() and wait_event = 'PgSleep'`,
        );
        return rows.length > 0;
      });
      expect(await readState(pool, scanId)).toBe('closing');
      await fleet.startQuickWorker(8);
      await waitForCompletion(pool, scanId, 40_000);
      await expectRightRows(pool, scanId, organization);
    } finally {
      await fleet.close();
    }
  },
);

/** Lets the database take two seconds for a scan's step into a state, and take it though its client is gone. */
async function slowDown(pool: pg.Pool, state: 'closing' | 'completed'): Promise<void> {
  await pool.query(`
    create or replace function public.take_a_while() returns trigger language plpgsql as $$
      begin
        if new.state = '${state}' and old.state <> new.state then
          perform set_config('client_connection_check_interval', '0', true), pg_sleep(2);
        end if;
        return new;
      end
    $$;
    create or replace trigger take_a_while before update on credsweep.scan
      for each row execute function public.take_a_while()`);
}

/** Starts a worker, kills it at some moment of its start or its work, and does so again. */
async function killAndRestart(fleet: Fleet, times: number, random: () => number): Promise<void> {
  for (let kill = 0; kill < times; kill += 1) {
    const worker = await fleet.startWorker(concurrency);
    await pause(100 + random() * 2400);
    worker.kill('SIGKILL');
    await worker.ended;
  }
}

function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

const concurrency = 4;
/** With the one that all workers suffer together this makes six for each. */
const killsPerWorker = 5;
/** A lock of 30 s that nobody renews, and 5 s until somebody looks. */
const takeOverMs = 35_000;
/** For the account itself, behind others, on a busy machine. */
const slackMs = 25_000;
