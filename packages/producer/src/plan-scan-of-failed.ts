import {
  CredsweepError,
  isOver,
  type Policy,
  type ScanClosing,
  type ScanRegister,
  type ScanSettings,
} from '@credsweep/core';
import { scanNotFound } from './scan-not-found.ts';

/**
 * Plans a new scan of the accounts that failed in an earlier one, with that scan's policy and settings.
 *
 * @throws CredsweepError `scan_not_found`, or `scan_without_failures` when none failed or the scan is still going on
 */
export async function planScanOfFailed(
  scanId: number,
  register: Pick<ScanRegister, 'findScan'> & Pick<ScanClosing, 'summarizeScan'>,
): Promise<{ readonly policy: Policy; readonly settings: ScanSettings }> {
  const [scan, summary] = [await register.findScan(scanId), await register.summarizeScan(scanId)];
  if (scan === null || summary === null) throw scanNotFound(scanId);
  if (!isOver(scan.state)) {
    throw new CredsweepError(
      'scan_without_failures',
      `Scan ${scanId} is still going on (${scan.state}), so accounts of it may yet fail. ` +
        `Wait for its end with "credsweep status ${scanId} --watch".`,
      { details: { scanId, state: scan.state } },
    );
  }
  const failed = summary.failures.map(({ accountId }) => accountId);
  if (failed.length === 0) {
    throw new CredsweepError(
      'scan_without_failures',
      `No account of scan ${scanId} failed, so there is nothing to scan again.`,
      { details: { scanId, state: scan.state } },
    );
  }
  return {
    policy: scan.policy,
    settings: {
      ...scan.settings,
      selection: { organizationalUnits: [], accounts: failed, exclude: [] },
    },
  };
}
