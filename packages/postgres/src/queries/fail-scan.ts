import type { CredsweepError } from '@credsweep/core';
import type { Database } from '../database.ts';
import { withoutNul } from './without-nul.ts';

/** Ends a scan whose accounts could not be listed. */
export async function failScan(
  database: Database,
  scanId: number,
  error: CredsweepError,
): Promise<void> {
  await database.query(
    `update credsweep.scan
     set state = 'failed', error_code = $2, error_message = $3, finished_at = now()
     where scan_id = $1 and state = 'listing'`,
    [scanId, error.code, withoutNul(error.message)],
  );
}
