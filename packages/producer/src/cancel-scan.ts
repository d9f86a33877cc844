import { CredsweepError, type ScanRegister } from '@credsweep/core';
import { scanNotFound } from './scan-not-found.ts';

/**
 * Gives a scan up for good; what was scanned stays.
 *
 * @throws CredsweepError `scan_not_found`, or `scan_not_cancellable` when it is over or being closed
 */
export async function cancelScan(
  scanId: number,
  register: Pick<ScanRegister, 'cancelScan' | 'findScan'>,
): Promise<void> {
  if (await register.cancelScan(scanId)) return;
  const scan = await register.findScan(scanId);
  if (scan === null) throw scanNotFound(scanId);
  throw new CredsweepError(
    'scan_not_cancellable',
    scan.state === 'closing'
      ? `Scan ${scanId} has read all its accounts and is being closed; it ends in a moment.`
      : `Scan ${scanId} is ${scan.state}, so there is nothing to cancel.`,
    { details: { scanId, state: scan.state } },
  );
}
