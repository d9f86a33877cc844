import type { JobOutcome, ScanClosing } from '@credsweep/core';

/** Closes a scan whose accounts all have an outcome: findings, totals, state `completed`. */
export async function closeScan(
  scanId: number,
  closing: Pick<ScanClosing, 'closeScan'>,
): Promise<JobOutcome> {
  await closing.closeScan(scanId);
  return { kind: 'done' };
}
