import type { CredsweepError } from '../credsweep-error.ts';
import type { ScheduledStart } from './schedule-register.ts';

/** The work of one account in one scan; the generation makes a re-enqueued job a new one. */
export type AccountScanJob = {
  readonly scanId: number;
  readonly accountId: string;
  readonly generation: number;
};

/** Tells the queue what to do next; Postgres, not the queue, knows what is done. */
export interface ScanQueue {
  enqueueListing(scanId: number, generation: number): Promise<void>;
  enqueueAccountScans(jobs: readonly AccountScanJob[]): Promise<void>;
  enqueueClosing(scanId: number): Promise<void>;
  /** Of the given jobs, those that the queue no longer holds as waiting, delayed or active. */
  findLostAccountScans(jobs: readonly AccountScanJob[]): Promise<readonly AccountScanJob[]>;
}

/** How a handler left its job. */
export type JobOutcome =
  | {
      readonly kind: 'done';
      /** Of an account scan: the account's outcome, if this run is the one that wrote it. */
      readonly account?: AccountOutcome;
      /** Of a schedule: what came of the start that was due. */
      readonly start?: ScheduledStart;
      /** Of a message: what came of this attempt to deliver it. */
      readonly delivery?: Delivery;
    }
  /** Come back later; no attempt is spent and no slot is held. */
  | { readonly kind: 'step_aside'; readonly delayMs: number; readonly delivery?: Delivery };

/** What came of one attempt to deliver a message. */
export type Delivery = {
  readonly channel: string;
  readonly state: 'delivered' | 'postponed' | 'failed';
  /** Why, unless it was delivered. */
  readonly error?: CredsweepError;
};

/** What became of an account. */
export type AccountOutcome =
  | { readonly state: 'scanned' }
  | { readonly state: 'failed'; readonly error: CredsweepError };

/** What a handler is told about the run of its job. */
export type JobRun = {
  /** Starts at 1. */
  readonly attempt: number;
  /** After this attempt a retryable failure is final. */
  readonly isLastAttempt: boolean;
  /** Aborts when the worker stops or has lost the job; the handler then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /**
   * Waits so many milliseconds without a slot, which another job has meanwhile, and goes on once there is one again.
   *
   * False, at once: too many jobs pause here already, or a cap counts them; the job has to step aside instead.
   * Rejects with the signal's reason.
   */
  readonly pause: (ms: number) => Promise<boolean>;
};

/** The work behind the jobs of the queue; a rejection with a retryable error is tried again with backoff. */
export interface ScanJobHandlers {
  listAccounts(scanId: number, run: JobRun): Promise<JobOutcome>;
  scanAccount(job: AccountScanJob, run: JobRun): Promise<JobOutcome>;
  closeScan(scanId: number, run: JobRun): Promise<JobOutcome>;
  reconcile(run: JobRun): Promise<JobOutcome>;
  /** Absent where schedules are left to other processes. */
  startScheduledScan?(scheduleName: string, run: JobRun): Promise<JobOutcome>;
  /** Absent in a process that has no channel. */
  deliverAlert?(messageId: string, run: JobRun): Promise<JobOutcome>;
}
