import type { Scan } from '@credsweep/core';
import type { Database } from '../database.ts';
import { scanColumns, toScan, type ScanRow } from './scan-row.ts';

/** Finds the newest scan that came to its end; null when there is none. */
export async function findNewestCompletedScan(database: Database): Promise<Scan | null> {
  const { rows } = await database.query<ScanRow>(
    `select ${scanColumns} from credsweep.scan where state = 'completed' order by scan_id desc limit 1`,
  );
  return rows[0] === undefined ? null : toScan(rows[0]);
}
