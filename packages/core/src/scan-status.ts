import type { ScanState } from './scan.ts';

/** How far a scan is, and how fast it goes. */
export type ScanStatus = {
  readonly scanId: number;
  readonly organizationId: string | null;
  readonly state: ScanState;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly policyName: string;
  /** A sentence for people on why this is not a scan of a whole organization; null where it is one. */
  readonly notice: string | null;
  /** To the scan's end, or to now. */
  readonly elapsedSeconds: number;
  /** Accounts on the list so far; the list is complete unless the state is `listing`. */
  readonly accounts: number;
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
  readonly waiting: number;
  /** Of the waiting ones, those that a worker is reading now. */
  readonly running: number;
  /** Accounts scanned or failed in the last 60 seconds. */
  readonly finishedLastMinute: number;
  /** Most frequent first. */
  readonly failuresByCode: readonly { readonly code: string; readonly accounts: number }[];
};

/** How fast a scan goes. */
export type ScanPace = {
  /** Null while nothing can be said. */
  readonly accountsPerMinute: number | null;
  /** Null while accounts are still listed, or nothing was finished lately. */
  readonly secondsLeft: number | null;
};

/** Whether nobody works on a scan in this state any more. */
export function isOver(state: ScanState): boolean {
  return !openStates.has(state);
}

/** Measures the pace of a scan: of its last minute while it goes on, and of the whole when it is over. */
export function measurePace(status: ScanStatus): ScanPace {
  const { state, elapsedSeconds, waiting } = status;
  if (elapsedSeconds < minSeconds) return { accountsPerMinute: null, secondsLeft: null };
  if (isOver(state)) {
    const finished = status.scanned + status.failed;
    return { accountsPerMinute: roundRate((finished / elapsedSeconds) * 60), secondsLeft: null };
  }
  const rate = (status.finishedLastMinute / Math.min(elapsedSeconds, 60)) * 60;
  return {
    accountsPerMinute: roundRate(rate),
    secondsLeft: state === 'listing' || rate === 0 ? null : Math.ceil((waiting * 60) / rate),
  };
}

function roundRate(perMinute: number): number {
  return Math.round(perMinute * 10) / 10;
}

const openStates: ReadonlySet<ScanState> = new Set(['listing', 'scanning', 'closing']);
/** A rate over less time than this means nothing. */
const minSeconds = 1;
