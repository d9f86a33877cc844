import { listScanAccounts } from '@credsweep/producer';
import { reconcileScans } from '@credsweep/queue';
import { closeScan } from '@credsweep/reporter';
import { scanAccount } from '@credsweep/worker';
import type { ScanJobHandlers } from '@credsweep/core';
import type { Engine } from './open-engine.ts';
import type { Sources } from './open-sources.ts';

/** Wires the roles to the adapters: what is done with each kind of job. */
export function createHandlers(
  { ledger, queue: { queue } }: Engine,
  sources: Sources,
): ScanJobHandlers {
  return {
    listAccounts: (scanId, run) =>
      listScanAccounts(scanId, run, {
        register: ledger,
        listing: ledger,
        closing: ledger,
        queue,
        openDirectory: (scan) => sources.openDirectory(scan.settings),
      }),
    scanAccount: (job, run) =>
      scanAccount(job, run, {
        ledger,
        recall: ledger,
        closing: ledger,
        queue,
        openSource: (claim) => sources.openSource(claim.scanId, claim.settings),
        now: () => new Date(),
      }),
    closeScan: (scanId) => closeScan(scanId, ledger),
    reconcile: () => reconcileScans({ ledger, queue }),
  };
}
