import type { Database } from '../database.ts';

/** Finds listings without progress for over `overdueMs` and gives each a new generation, so that it can be enqueued again. */
export async function renewStuckListings(
  database: Database,
  overdueMs: number,
): Promise<readonly { readonly scanId: number; readonly generation: number }[]> {
  const { rows } = await database.query<{ scan_id: number; listing_generation: number }>(
    `update credsweep.scan
     set listing_generation = listing_generation + 1, listing_progress_at = now()
     where state = 'listing' and listing_progress_at < now() - $1 * interval '1 millisecond'
     returning scan_id, listing_generation`,
    [overdueMs],
  );
  return rows.map((row) => ({ scanId: row.scan_id, generation: row.listing_generation }));
}
