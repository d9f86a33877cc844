import { measurePace, type ScanStatus, type ScanSummary } from '@credsweep/core';
import { toPublicSummary, type PublicSummary } from './public-summary.ts';

/** The object that `status SCAN --format json` prints: the scan's summary, and how fast it goes. */
export type PublicStatus = PublicSummary & { readonly progress: PublicProgress };

/** How far and how fast a scan goes, as `status --watch --format json` prints it at each change. */
export type PublicProgress = Pick<
  ScanStatus,
  | 'state'
  | 'accounts'
  | 'scanned'
  | 'failed'
  | 'skipped'
  | 'waiting'
  | 'running'
  | 'elapsedSeconds'
  | 'failuresByCode'
> &
  ReturnType<typeof measurePace>;

/** Gives a summary and a status the shape that scripts know. */
export function toPublicStatus(summary: ScanSummary, status: ScanStatus): PublicStatus {
  return { ...toPublicSummary(summary), progress: toPublicProgress(status) };
}

/** Gives a status the shape that scripts know. */
export function toPublicProgress(status: ScanStatus): PublicProgress {
  const { state, accounts, scanned, failed, skipped, waiting, running } = status;
  const { elapsedSeconds, failuresByCode } = status;
  return {
    state,
    accounts,
    scanned,
    failed,
    skipped,
    waiting,
    running,
    elapsedSeconds: Math.round(elapsedSeconds * 10) / 10,
    ...measurePace(status),
    failuresByCode,
  };
}

/** One of the scans that `status --format json` lists. */
export function toListedScan(status: ScanStatus): object {
  return {
    scan: status.scanId,
    organization: status.organizationId,
    state: status.state,
    started: status.startedAt,
    finished: status.finishedAt,
    accounts: status.accounts,
    scanned: status.scanned,
    failed: status.failed,
    skipped: status.skipped,
    policy: status.policyName,
    failuresByCode: status.failuresByCode,
  };
}
