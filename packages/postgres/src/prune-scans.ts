import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { CredsweepError } from '@credsweep/core';
import { holdConnection, inTransaction } from './database.ts';
import { toDatabaseError } from './database-errors.ts';
import { dropFacts } from './queries/drop-facts.ts';
import {
  findScansToPrune,
  type PrunableScan,
  type Retention,
} from './queries/find-scans-to-prune.ts';
import { keepFactsOf } from './queries/keep-facts-of.ts';
import { measureFacts } from './queries/measure-facts.ts';
import { markPruned } from './queries/mark-pruned.ts';

/** What became of a scan's facts. */
export type PrunedScan = {
  readonly scanId: number;
  /** Accounts whose facts stay, for nothing newer is known of them. */
  readonly keptAccountIds: readonly string[];
  readonly freedBytes: number;
};

/**
 * Drops the facts of scans that are not to be kept any more, oldest first; totals, coverage and findings stay.
 *
 * Safe at any time: scans that are going on and reports that are being read are waited for, not disturbed. What an
 * interrupted run left half done, the next one finishes.
 *
 * @param onPruned told of each scan when it is done
 * @throws CredsweepError `database_busy` when another process prunes, or when readers hold on to the facts for minutes
 */
export async function pruneScans(
  pool: pg.Pool,
  retention: Retention,
  onPruned: (scan: PrunedScan) => void = () => undefined,
): Promise<readonly PrunedScan[]> {
  try {
    return await withPruningLock(pool, async (client) => {
      const pruned: PrunedScan[] = [];
      for (const scan of await findScansToPrune(pool, retention)) {
        const done = await pruneScan(pool, client, scan);
        if (done === null) continue;
        pruned.push(done);
        onPruned(done);
      }
      return pruned;
    });
  } catch (error) {
    throw toDatabaseError(error, pool.options.connectionString ?? 'postgresql://');
  }
}

/** Null: nothing was left to do. */
async function pruneScan(
  pool: pg.Pool,
  client: pg.PoolClient,
  { scanId, neededAccountIds }: PrunableScan,
): Promise<PrunedScan | null> {
  // From here on, a report as of this scan is refused rather than shown with holes.
  await markPruned(pool, scanId);
  const before = await measureFacts(pool, scanId);
  if (neededAccountIds.length === 0) {
    await dropFacts(client, scanId);
    return { scanId, keptAccountIds: [], freedBytes: before };
  }
  const changed = await insist(() =>
    inTransaction(pool, (transaction) => keepFactsOf(transaction, scanId, neededAccountIds)),
  );
  if (!changed) return null;
  const freedBytes = before - (await measureFacts(pool, scanId));
  return { scanId, keptAccountIds: neededAccountIds, freedBytes };
}

/** Tries again while readers hold the facts; a lock that is waited for would keep others out meanwhile. */
async function insist<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: unknown }).code !== lockNotAvailable || attempt >= maxAttempts)
        throw error;
      await pause(pauseMs);
    }
  }
}

async function withPruningLock<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const { client, release } = await holdConnection(pool);
  let discard = true;
  try {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock($1, $2) as held',
      pruningLock,
    );
    if (rows[0]?.held !== true) {
      throw new CredsweepError(
        'database_busy',
        'Another process is pruning this database. Nothing was changed by this one; wait for the other to end.',
      );
    }
    const result = await work(client);
    await client.query('select pg_advisory_unlock($1, $2)', pruningLock);
    discard = false;
    return result;
  } finally {
    release(discard);
  }
}

const lockNotAvailable = '55P03';
const maxAttempts = 60;
const pauseMs = 1_000;
const pruningLock = [0x63726564, 2];
