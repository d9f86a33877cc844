import { pruneScans } from '@credsweep/postgres';
import type pg from 'pg';
import type { PruneFigures } from './reading-report.ts';

/** Drops the facts of the oldest scan; null when there is but one. */
export async function measurePrune(pool: pg.Pool): Promise<PruneFigures | null> {
  const { rows } = await pool.query<{ kept: number }>(
    `select count(*)::integer as kept from credsweep.scan where state = 'completed' and facts_pruned_at is null`,
  );
  const kept = rows[0]?.kept ?? 0;
  if (kept < 2) return null;
  const begunAt = performance.now();
  const pruned = await pruneScans(pool, { keepScans: kept - 1, keepDays: null });
  return {
    wallMs: performance.now() - begunAt,
    limitMs: 2000,
    freedMegabytes: pruned.reduce((sum, scan) => sum + scan.freedBytes, 0) / 2 ** 20,
    keptAccounts: pruned.reduce((sum, scan) => sum + scan.keptAccountIds.length, 0),
  };
}
