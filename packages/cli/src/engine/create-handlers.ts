import { listScanAccounts, startScheduledScan } from '@credsweep/producer';
import { reconcileScans } from '@credsweep/queue';
import { closeScan, deliverAlert, reconcileAlerts } from '@credsweep/reporter';
import { createAccountScanner, rememberOwnerMaps } from '@credsweep/worker';
import type { JobOutcome, ScanJobHandlers } from '@credsweep/core';
import { createClosingChoice } from './choose-closings.ts';
import { createScanChoice } from './choose-scans.ts';
import type { Alerts } from './open-alerts.ts';
import type { Engine } from './open-engine.ts';
import type { Sources } from './open-sources.ts';

/**
 * Wires the roles to the adapters: what is done with each kind of job.
 *
 * @param ownScanId the scan that this process was started for; null for a service
 * @param alerts whom this process tells; null leaves messages to other processes
 */
export function createHandlers(
  { ledger, outbox, queue: { queue, schedules, alerts: alertQueue } }: Engine,
  sources: Sources,
  ownScanId: number | null,
  alerts: Alerts | null,
): ScanJobHandlers {
  const isChosen = createScanChoice(ledger, sources, ownScanId);
  const scanAccount = createAccountScanner({
    ledger,
    recall: rememberOwnerMaps(ledger),
    closing: ledger,
    queue,
    openSource: (claim) => sources.openSource(claim),
    now: () => new Date(),
  });
  const closesHere = createClosingChoice(ledger, ownScanId);
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
      return scanAccount(job, run);
    },
    closeScan: async (scanId) => {
      if (!(await closesHere(scanId))) return leaveToOthers;
      const closing =
        alerts === null
          ? null
          : { plan: alerts.plan, outbox, queue: alertQueue, now: () => new Date() };
      return closeScan(scanId, ledger, closing);
    },
    ...(alerts === null
      ? {}
      : {
          deliverAlert: (messageId, run) =>
            deliverAlert(messageId, run, {
              outbox,
              channels: alerts.channels,
              now: () => new Date(),
              random: Math.random,
            }),
        }),
    reconcile: async () => {
      const outcome = await reconcileScans({ ledger, queue });
      await reconcileAlerts(outbox, alertQueue);
      await schedules.syncSchedules(await ledger.listSchedules());
      return outcome;
    },
  };
}

/** The same for a service, which also starts the scans of schedules. */
export function createServiceHandlers(
  engine: Engine,
  sources: Sources,
  alerts: Alerts | null,
): ScanJobHandlers {
  const { ledger, queue } = engine;
  return {
    ...createHandlers(engine, sources, null, alerts),
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
