import type { Database } from '../database.ts';
import type { ScanTotals } from './sum-scan.ts';

/** Writes the totals and ends the scan; the first one that read an account becomes the organization's baseline. */
export async function completeScan(
  database: Database,
  scanId: number,
  totals: ScanTotals,
): Promise<void> {
  await database.query(
    `with completed as (
       update credsweep.scan
       set state = 'completed', totals = $2, finished_at = now()
       where scan_id = $1 and state = 'closing'
       returning organization_id
     )
     update credsweep.organization
     set baseline_scan_id = $1
     from completed
     where organization.organization_id = completed.organization_id
       and organization.baseline_scan_id is null
       and $3`,
    [scanId, JSON.stringify(totals), totals.scanned > 0],
  );
}
