import type { ClosedScan, PlannedAlert } from '../alerts/plan-alerts.ts';
import type { ScanSummary } from '../scan.ts';
import type { AccountScanJob } from './scan-queue.ts';

/** Ends scans and sums them up. */
export interface ScanClosing {
  /** True for exactly one caller: when listing has ended and no account waits. */
  beginClosing(scanId: number): Promise<boolean>;
  /**
   * One transaction: totals, findings, baseline, state `completed`, and the messages that are planned for it; doing it
   * twice changes nothing.
   *
   * @param planAlerts is called inside the transaction and must be pure; without it nobody is told
   */
  closeScan(
    scanId: number,
    planAlerts?: (scan: ClosedScan) => readonly PlannedAlert[],
  ): Promise<void>;
  /** What is known now; of a scan that is going on, too. */
  summarizeScan(scanId: number): Promise<ScanSummary | null>;
}

/** Finds work that the queue has lost. */
export interface ScanReconciliation {
  /** Waiting accounts whose job should have started long ago and that nobody is working on. */
  findOverdueAccounts(overdueMs: number, limit: number): Promise<readonly AccountScanJob[]>;
  /** Gives accounts a new generation, so that they can be enqueued again. */
  renewJobs(jobs: readonly AccountScanJob[]): Promise<readonly AccountScanJob[]>;
  /** Scans that are ready to be closed, or whose closing was begun and not finished. */
  findScansToClose(overdueMs: number): Promise<readonly number[]>;
  /** Gives a new generation to listings that show no progress, so that they can be enqueued again. */
  renewStuckListings(
    overdueMs: number,
  ): Promise<readonly { readonly scanId: number; readonly generation: number }[]>;
}
