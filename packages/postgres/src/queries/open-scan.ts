import type { Policy, Scan, ScanSettings } from '@credsweep/core';
import type { Database } from '../database.ts';
import { scanColumns, toScan, type ScanRow } from './scan-row.ts';

/** Opens a scan; run it in a transaction with the creation of its partitions. */
export async function openScan(
  database: Database,
  scan: { readonly policy: Policy; readonly settings: ScanSettings; readonly asOf: Date | null },
): Promise<Scan> {
  const { rows } = await database.query<ScanRow>(
    `insert into credsweep.scan (policy, settings, as_of)
     values ($1, $2, date_trunc('milliseconds', coalesce($3, now())))
     returning ${scanColumns}`,
    [JSON.stringify(scan.policy), JSON.stringify(scan.settings), scan.asOf],
  );
  const opened = toScan(rows[0] as ScanRow);
  await database.query('call credsweep.create_fact_partitions($1)', [opened.scanId]);
  return opened;
}
