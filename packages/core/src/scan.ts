import type { ApiCalls } from './api-calls.ts';
import type { Policy } from './policy.ts';

/** Where a scan stands. */
export type ScanState =
  /** The accounts are being listed; workers are busy already. */
  | 'listing'
  /** Every account is listed; some still wait. */
  | 'scanning'
  /** Every account has an outcome; totals and findings are being written. */
  | 'closing'
  /** Over; coverage tells whether every account could be read. */
  | 'completed'
  /** Stopped by a person; `scan --resume` goes on with it. */
  | 'interrupted'
  /** Given up by a person, for good; what was scanned stays. */
  | 'cancelled'
  /** Over without a result: the accounts could not be listed. */
  | 'failed';

/** Which accounts of the organization a scan takes. */
export type AccountSelection = {
  /** Ids of organizational units or roots; an account below any of them is taken. Empty: all. */
  readonly organizationalUnits: readonly string[];
  /** Account ids to take. Empty: all. */
  readonly accounts: readonly string[];
  /** Account ids to leave out. */
  readonly exclude: readonly string[];
};

/** How a scan enters accounts and what it asks there. */
export type ScanSettings = {
  readonly selection: AccountSelection;
  readonly roleName: string;
  readonly externalId: string | null;
  /** Name the ids of high-risk keys only, or of every key. */
  readonly keyIds: 'flagged' | 'all';
  /** Folder with credential reports, for a scan without AWS. */
  readonly reportsFolder: string | null;
  /** Account of the credentials that the scan was begun with; absent where workers bring their own. */
  readonly callerAccountId?: string;
};

/** One pass over an organization, with a fixed policy. */
export type Scan = {
  readonly scanId: number;
  /** Null until the organization has been identified. */
  readonly organizationId: string | null;
  readonly state: ScanState;
  /** Ages count to this time. */
  readonly asOf: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly policy: Policy;
  readonly settings: ScanSettings;
  /** Why the state is `failed`; otherwise null. */
  readonly failure: { readonly code: string; readonly message: string } | null;
};

/** Accounts by outcome; those that are none of the three still wait. */
export type Coverage = {
  /** All accounts of the scan's list, skipped ones included. */
  readonly accounts: number;
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
  /** Scanned accounts among those that should have been (all but the skipped), one decimal, rounded down: 100 means all. */
  readonly percent: number;
};

/** An account that could not be read. */
export type AccountFailure = {
  readonly accountId: string;
  readonly code: string;
  readonly message: string;
};

/** The answer of a scan; `scan --format json` prints it. */
export type ScanSummary = {
  readonly scanId: number;
  readonly organizationId: string | null;
  readonly state: ScanState;
  readonly asOf: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly policy: Policy;
  readonly coverage: Coverage;
  readonly users: number;
  readonly staleUsers: number;
  readonly accessKeys: number;
  readonly activeAccessKeys: number;
  readonly highRiskKeys: number;
  readonly newHighRiskKeys: number;
  readonly apiCalls: { readonly total: number; readonly byAction: ApiCalls };
  readonly failures: readonly AccountFailure[];
};

/** Counts coverage; without an account that should have been scanned it is 0 percent, for nothing is known. */
export function measureCoverage(counts: Omit<Coverage, 'percent'>): Coverage {
  const due = counts.accounts - counts.skipped;
  return { ...counts, percent: due === 0 ? 0 : Math.floor((counts.scanned * 1000) / due) / 10 };
}

/** Whether every account that should have been scanned was. */
export function isCoverageComplete(coverage: Coverage): boolean {
  return coverage.scanned > 0 && coverage.scanned + coverage.skipped === coverage.accounts;
}
