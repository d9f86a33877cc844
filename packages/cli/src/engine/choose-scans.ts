import type { Scan, ScanRegister } from '@credsweep/core';
import type { Sources } from './open-sources.ts';

/** Tells whether this process works on a scan; one that it does not is left to another process. */
export type ChooseScan = (scanId: number) => Promise<boolean>;

/**
 * Keeps scans that share a database apart by the credentials that they were begun with.
 *
 * Whatever a process asks of AWS it asks with its own credentials: in a scan of somebody else it would list another
 * organization, or fail accounts that are fine. A scan that names no caller, such as a detached one, is for services.
 *
 * @param ownScanId the scan that this process runs; null for a service
 */
export function createScanChoice(
  register: Pick<ScanRegister, 'findScan'>,
  sources: Sources,
  ownScanId: number | null,
): ChooseScan {
  const choices = new Map<number, Promise<boolean>>();
  const choose = async (scan: Scan | null): Promise<boolean> => {
    if (scan === null) return true;
    const { callerAccountId, reportsFolder } = scan.settings;
    // Only the process that was told of a folder is sure to see it.
    if (reportsFolder !== null) return false;
    if (callerAccountId === undefined) return ownScanId === null;
    return (await sources.hub.identifyCaller()).accountId === callerAccountId;
  };
  return (scanId) => {
    if (scanId === ownScanId) return Promise.resolve(true);
    const choice = choices.get(scanId) ?? register.findScan(scanId).then(choose);
    choices.set(scanId, choice);
    choice.catch(() => choices.delete(scanId));
    return choice;
  };
}
