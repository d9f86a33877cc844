import {
  CredsweepError,
  type Policy,
  type Scan,
  type ScanQueue,
  type ScanRegister,
  type ScanSettings,
} from '@credsweep/core';
import { scanNotFound } from './scan-not-found.ts';

/** Opens a scan and enqueues the listing of its accounts; workers do the rest. */
export async function startScan(
  request: { readonly policy: Policy; readonly settings: ScanSettings; readonly asOf: Date | null },
  { register, queue }: { readonly register: ScanRegister; readonly queue: ScanQueue },
): Promise<Scan> {
  const scan = await register.openScan(request);
  await queue.enqueueListing(scan.scanId, 1);
  return scan;
}

/**
 * Goes on with a scan that was interrupted, or whose process died.
 *
 * @throws CredsweepError `scan_not_found` or `scan_not_resumable`
 */
export async function resumeScan(
  scanId: number,
  { register, queue }: { readonly register: ScanRegister; readonly queue: ScanQueue },
): Promise<Scan> {
  const resumed = await register.resumeScan(scanId);
  if (resumed === null) {
    const scan = await register.findScan(scanId);
    if (scan === null) throw scanNotFound(scanId);
    throw new CredsweepError(
      'scan_not_resumable',
      `Scan ${scanId} is ${scan.state}, so there is nothing to resume. Start a new one with "credsweep scan".`,
      { details: { scanId, state: scan.state } },
    );
  }
  await queue.enqueueAccountScans(resumed.jobs);
  if (resumed.listingGeneration !== null)
    await queue.enqueueListing(scanId, resumed.listingGeneration);
  if (resumed.scan.state === 'closing') await queue.enqueueClosing(scanId);
  return resumed.scan;
}
