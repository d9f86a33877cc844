import type { Scan } from '@credsweep/core';
import type { Database } from '../database.ts';
import { scanColumns, toScan, type ScanRow } from './scan-row.ts';

/** Reads a page of scans, newest first; null: the first page. */
export async function pageScans(
  database: Database,
  beforeScanId: number | null,
  limit: number,
): Promise<readonly Scan[]> {
  const { rows } = await database.query<ScanRow>(
    `select ${scanColumns} from credsweep.scan
     where $1::integer is null or scan_id < $1
     order by scan_id desc
     limit $2`,
    [beforeScanId, limit],
  );
  return rows.map(toScan);
}
