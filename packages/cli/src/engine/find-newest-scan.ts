import { CredsweepError, type ReportReader, type Scan } from '@credsweep/core';

/**
 * Finds the newest completed scan of the database.
 *
 * @throws CredsweepError `scan_not_found` when there is none yet
 */
export async function findNewestScan(
  reader: Pick<ReportReader, 'findNewestCompletedScan'>,
): Promise<Scan> {
  const newest = await reader.findNewestCompletedScan();
  if (newest !== null) return newest;
  throw new CredsweepError(
    'scan_not_found',
    'No scan of this database is completed yet. Run "credsweep scan" first; "credsweep status" shows what is going on.',
  );
}
