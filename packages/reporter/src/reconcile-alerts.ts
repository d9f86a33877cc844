import type { AlertQueue, AlertReconciliation } from '@credsweep/core';

/**
 * Hands every message that is due and that nobody is sending to the queue: digests whose time has come, and what the
 * queue has lost.
 */
export async function reconcileAlerts(
  outbox: AlertReconciliation,
  queue: AlertQueue,
): Promise<void> {
  await queue.enqueueDeliveries(await outbox.findDueAlerts(maxAlertsAtOnce));
}

const maxAlertsAtOnce = 500;
