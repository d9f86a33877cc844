import type { Scan } from '@credsweep/core';
import type { Database } from '../database.ts';
import { scanColumns, toScan, type ScanRow } from './scan-row.ts';

/** Lists the newest scans, newest first. */
export async function listScans(database: Database, limit: number): Promise<readonly Scan[]> {
  const { rows } = await database.query<ScanRow>(
    `select ${scanColumns} from credsweep.scan order by scan_id desc limit $1`,
    [limit],
  );
  return rows.map(toScan);
}
