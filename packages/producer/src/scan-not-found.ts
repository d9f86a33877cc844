import { CredsweepError } from '@credsweep/core';

/** The error of whoever names a scan that is not there. */
export function scanNotFound(scanId: number): CredsweepError {
  return new CredsweepError(
    'scan_not_found',
    `There is no scan ${scanId} in this database. "credsweep status" lists the scans.`,
    { details: { scanId } },
  );
}
