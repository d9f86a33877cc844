import type { ScanRegister } from '@credsweep/core';
import type { ChooseScan } from './choose-scans.ts';

/**
 * Tells whether this process closes a scan, and so whom it tells of what was found: each process may have channels of
 * its own, or none.
 *
 * The scan of a service is closed by a service. The scan of a command is closed by the process of that command; when it
 * has died, whoever is asked to for a while does it.
 *
 * @param ownScanId the scan that this process runs; null for a service
 * @param now in milliseconds
 */
export function createClosingChoice(
  register: Pick<ScanRegister, 'findScan'>,
  ownScanId: number | null,
  now: () => number = Date.now,
): ChooseScan {
  const askedSince = new Map<number, number>();
  return async (scanId) => {
    if (scanId === ownScanId) return true;
    const settings = (await register.findScan(scanId))?.settings;
    if (settings === undefined) return true;
    const isOfService = settings.callerAccountId === undefined && settings.reportsFolder === null;
    if (isOfService) return ownScanId === null;
    const since = askedSince.get(scanId) ?? now();
    askedSince.set(scanId, since);
    return now() - since > ownerPatienceMs;
  };
}

/** Longer than a process that lives takes to look for its job. */
const ownerPatienceMs = 20_000;
