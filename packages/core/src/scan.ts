import type { ApiCalls } from './api-calls.ts';
import type { Severity } from './judge-severity.ts';
import type { OwnerSettings } from './owners/owner-settings.ts';
import type { Policy } from './policy.ts';
import type { WhatIf } from './what-if.ts';

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
  /** Absent where owners are not asked for. */
  readonly owners?: OwnerSettings;
  /** Whether the alerts of a baseline list every key; absent: as the configuration says. */
  readonly listsBaseline?: true;
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

/** The credential report of an account. */
type AccountReport = {
  readonly accountId: string;
  readonly accountName: string;
  /** When AWS made it. */
  readonly generatedAt: Date;
};

/** An account that is shown with what an earlier scan has read. */
type OlderAccount = {
  readonly accountId: string;
  readonly accountName: string;
  /** The time of the scan that read it. */
  readonly dataAsOf: Date;
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
  /** A sentence for people on why this is not a scan of a whole organization; null where it is one. */
  readonly notice: string | null;
  /** The oldest credential report that the numbers come from; null as long as none was read. */
  readonly oldestReport: AccountReport | null;
  /** Accounts that the scan did not read and whose last good data are shown, those of the oldest data first. */
  readonly olderAccounts: readonly OlderAccount[];
  /** Accounts of other scans that the scan was not of: no number here counts them, the views as of now show them. */
  readonly otherAccounts: number;
  /** Null for scans that judged no severity; keys of older accounts that have none are not among them. */
  readonly highRiskKeysBySeverity: Readonly<Record<Severity, number>> | null;
  /** Only where `policy` is not the scan's own. */
  readonly whatIf?: WhatIf;
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
