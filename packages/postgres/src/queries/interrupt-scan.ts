import type { Database } from '../database.ts';

/** Stops a scan that is going on; its jobs do nothing from now on. */
export async function interruptScan(database: Database, scanId: number): Promise<void> {
  await database.query(
    `update credsweep.scan set state = 'interrupted' where scan_id = $1 and state in ('listing', 'scanning')`,
    [scanId],
  );
}
