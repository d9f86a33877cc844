import { listScanAccounts, startScheduledScan } from '@credsweep/producer';
import { reconcileScans } from '@credsweep/queue';
import { closeScan } from '@credsweep/reporter';
import { scanAccount } from '@credsweep/worker';
import type { JobOutcome, ScanJobHandlers } from '@credsweep/core';
import { createScanChoice } from './choose-scans.ts';
import type { Engine } from './open-engine.ts';
import type { Sources } from './open-sources.ts';

/**
 * Wires the roles to the adapters: what is done with each kind of job.
 *
 * @param ownScanId the scan that this process was started for; null for a service
 */
export function createHandlers(
  { ledger, queue: { queue, schedules } }: Engine,
  sources: Sources,
  ownScanId: number | null,
): ScanJobHandlers {
  const isChosen = createScanChoice(ledger, sources, ownScanId);
  return {
    listAccounts: async (scanId, run) => {
      if (!(await isChosen(scanId))) return leaveToOthers;
      return listScanAccounts(scanId, run, {
        register: ledger,
        listing: ledger,
        closing: ledger,
        queue,
        openDirectory: (scan) => sources.openDirectory(scan.settings),
      });
    },
    scanAccount: async (job, run) => {
      if (!(await isChosen(job.scanId))) return leaveToOthers;
      return scanAccount(job, run, {
        ledger,
        recall: ledger,
        closing: ledger,
        queue,
        openSource: (claim) => sources.openSource(claim.scanId, claim.settings),
        now: () => new Date(),
      });
    },
    closeScan: (scanId) => closeScan(scanId, ledger),
    reconcile: async () => {
      const outcome = await reconcileScans({ ledger, queue });
      await schedules.syncSchedules(await ledger.listSchedules());
      return outcome;
    },
  };
}

/** The same for a service, which also starts the scans of schedules. */
export function createServiceHandlers(engine: Engine, sources: Sources): ScanJobHandlers {
  const { ledger, queue } = engine;
  return {
    ...createHandlers(engine, sources, null),
    startScheduledScan: (name) =>
      startScheduledScan(name, {
        register: ledger,
        queue: queue.queue,
        openDirectory: (settings) => sources.openDirectory(settings),
      }),
  };
}

/** Short, for the process that it is meant for may be idle. */
const leaveToOthers = { kind: 'step_aside', delayMs: 1000 } as const satisfies JobOutcome;
