import type { JobOutcome, ScanClosing, ScanQueue, ScanReconciliation } from '@credsweep/core';

/** What the reconciler compares: the ledger, which is the truth, and the queue, which may have lost something. */
export type ReconciliationDependencies = {
  readonly ledger: ScanReconciliation & Pick<ScanClosing, 'beginClosing'>;
  readonly queue: ScanQueue;
};

/**
 * Makes good what the queue has lost: waiting accounts without a job, listings without progress, scans that nobody
 * closed. Any number of workers may do it at once; each lost piece of work gets one new job.
 */
export async function reconcileScans({
  ledger,
  queue,
}: ReconciliationDependencies): Promise<JobOutcome> {
  const overdue = await ledger.findOverdueAccounts(accountOverdueMs, maxAccountsAtOnce);
  const lost = await queue.findLostAccountScans(overdue);
  if (lost.length > 0) await queue.enqueueAccountScans(await ledger.renewJobs(lost));
  for (const { scanId, generation } of await ledger.renewStuckListings(listingOverdueMs)) {
    await queue.enqueueListing(scanId, generation);
  }
  for (const scanId of await ledger.findScansToClose(closingOverdueMs)) {
    await ledger.beginClosing(scanId);
    await queue.enqueueClosing(scanId);
  }
  return { kind: 'done' };
}

/** A job that was enqueued or claimed less than this ago may still be on its way. */
const accountOverdueMs = 60_000;
/** Longer than the longest pause between two pages of a throttled listing. */
const listingOverdueMs = 180_000;
const closingOverdueMs = 60_000;
const maxAccountsAtOnce = 5_000;
