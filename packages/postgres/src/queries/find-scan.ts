import type { Scan } from '@credsweep/core';
import type { Database } from '../database.ts';
import { scanColumns, toScan, type ScanRow } from './scan-row.ts';

/** Finds a scan by its id. */
export async function findScan(database: Database, scanId: number): Promise<Scan | null> {
  const { rows } = await database.query<ScanRow>(
    `select ${scanColumns} from credsweep.scan where scan_id = $1`,
    [scanId],
  );
  return rows[0] === undefined ? null : toScan(rows[0]);
}
