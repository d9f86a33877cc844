import type { Scan } from '@credsweep/core';
import type { Database } from '../database.ts';
import { scanColumns, toScan, type ScanRow } from './scan-row.ts';

/**
 * Lets a scan go on where it stopped; an unfinished listing starts over under a new generation. One whose closing was
 * begun is given as it is, to be closed.
 */
export async function resumeScan(
  database: Database,
  scanId: number,
): Promise<{ readonly scan: Scan; readonly listingGeneration: number | null } | null> {
  const { rows } = await database.query<ScanRow & { listing_generation: number | null }>(
    `update credsweep.scan
     set
       state = case when state = 'closing' then state when listed_at is null then 'listing' else 'scanning' end,
       listing_generation = listing_generation + 1,
       listing_progress_at = now()
     where scan_id = $1 and state in ('listing', 'scanning', 'closing', 'interrupted')
     returning ${scanColumns}, case when listed_at is null then listing_generation end as listing_generation`,
    [scanId],
  );
  const row = rows[0];
  return row === undefined
    ? null
    : { scan: toScan(row), listingGeneration: row.listing_generation };
}
