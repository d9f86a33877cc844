import type {
  AlertArchive,
  AlertQueue,
  ClosedScan,
  JobOutcome,
  PlannedAlert,
  ScanClosing,
} from '@credsweep/core';

/** What closing needs to tell somebody. */
export type ClosingAlerts = {
  readonly plan: (scan: ClosedScan) => readonly PlannedAlert[];
  readonly outbox: Pick<AlertArchive, 'listAlerts'>;
  readonly queue: AlertQueue;
  readonly now: () => Date;
};

/**
 * Closes a scan whose accounts all have an outcome: findings, totals, state `completed`, and the messages about it,
 * which are handed to the queue after the commit. Done again after a crash, it makes up for what was not done.
 *
 * @param alerts null where no channel is configured, so that nobody is told
 */
export async function closeScan(
  scanId: number,
  closing: Pick<ScanClosing, 'closeScan'>,
  alerts: ClosingAlerts | null = null,
): Promise<JobOutcome> {
  if (alerts === null) {
    await closing.closeScan(scanId);
    return { kind: 'done' };
  }
  await closing.closeScan(scanId, alerts.plan);
  const records = await alerts.outbox.listAlerts({ state: 'pending', scanId, limit: maxChannels });
  const now = alerts.now();
  await alerts.queue.enqueueDeliveries(
    records.filter(({ dueAt }) => dueAt <= now).map(({ messageId }) => messageId),
  );
  return { kind: 'done' };
}

/** More than any configuration has; what is beyond is found by the reconciler. */
const maxChannels = 1000;
