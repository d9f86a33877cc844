import type { Database } from '../database.ts';

/** Notes that the facts of a scan are being dropped; a scan that was pruned before keeps its time. */
export async function markPruned(database: Database, scanId: number): Promise<void> {
  await database.query(
    'update credsweep.scan set facts_pruned_at = now() where scan_id = $1 and facts_pruned_at is null',
    [scanId],
  );
}
