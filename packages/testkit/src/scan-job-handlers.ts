import type { JobOutcome, ScanJobHandlers } from '@credsweep/core';

/** Gives handlers of which those not named just say that they are done. */
export function stubHandlers(handlers: Partial<ScanJobHandlers>): ScanJobHandlers {
  const done = (): Promise<JobOutcome> => Promise.resolve({ kind: 'done' });
  return { listAccounts: done, scanAccount: done, closeScan: done, reconcile: done, ...handlers };
}
