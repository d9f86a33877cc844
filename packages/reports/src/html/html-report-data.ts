import type { ScanSummary } from '@credsweep/core';
import type { RollUps } from '../read-roll-ups.ts';
import type { UnreadAccount } from '../read-unread-accounts.ts';

/** An account as a reader knows it. */
export type NamedAccount = {
  readonly accountId: string;
  readonly accountName: string;
};

/** Counts of one account, one for each part of its bar. */
export type AccountCounts = NamedAccount & {
  readonly counts: readonly number[];
};

/** Counts by account; `parts` names what each count is of, such as a stale reason or an age band. */
export type CountsByAccount = {
  readonly parts: readonly string[];
  readonly accounts: readonly AccountCounts[];
};

/** The worst rows of a view, and how many it has. */
export type WorstRows<Row> = {
  readonly rows: readonly Row[];
  readonly total: number;
};

/** A row of `aws_staleuser_details`. */
export type UserRow = NamedAccount & {
  readonly userName: string;
  readonly userArn: string;
  readonly createdAt: Date | null;
  readonly passwordEnabled: boolean;
  readonly lastLoginAt: Date | null;
  readonly daysSinceLogin: number | null;
  readonly lastKeyUsedAt: Date | null;
  readonly daysSinceKeyUse: number | null;
  readonly daysSinceActivity: number | null;
  readonly mfaActive: boolean;
  readonly activeKeyCount: number;
  readonly isStale: boolean;
  readonly staleReason: string | null;
  /** Null where nobody was asked or nobody is known. */
  readonly owner: string | null;
};

/** A row of `aws_accesskey_details`. */
export type AccessKeyRow = NamedAccount & {
  readonly userName: string;
  readonly userArn: string;
  readonly isRoot: boolean;
  readonly accessKeyId: string | null;
  readonly keySlot: number;
  readonly status: string;
  readonly lastRotatedAt: Date | null;
  readonly ageDays: number | null;
  readonly ageBand: string;
  readonly lastUsedAt: Date | null;
  readonly daysSinceUsed: number | null;
  readonly lastUsedRegion: string | null;
  readonly lastUsedService: string | null;
  readonly isHighRisk: boolean;
  readonly riskReasons: readonly string[];
  /** Null where it was not judged or the key is not high-risk. */
  readonly severity: string | null;
  /** Null where nobody was asked or nobody is known. */
  readonly owner: string | null;
};

/** A row of `aws_accesskey_highrisk`. */
export type HighRiskKeyRow = AccessKeyRow & {
  readonly firstFlaggedAt: Date | null;
  readonly isNew: boolean;
};

/** A row of `organization_trend`. */
export type TrendPoint = {
  readonly scanId: number;
  readonly asOf: Date;
  readonly accounts: number;
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
  readonly users: number;
  readonly staleUsers: number;
  readonly accessKeys: number;
  readonly activeAccessKeys: number;
  readonly highRiskKeys: number;
  readonly newHighRiskKeys: number;
  /** Only in a what-if, where the scan's own totals stand before those that are asked for: its policy. */
  readonly judgedBy?: string;
};

/** State of the root users, from `root_credentials`. */
export type RootUserCounts = {
  readonly accounts: number;
  readonly withActiveKeys: number;
  /** Root users with a password and without MFA. */
  readonly withoutMfa: number;
};

/** All that the HTML report shows of one scan. */
export type HtmlReportData = {
  readonly summary: ScanSummary;
  readonly unreadAccounts: readonly UnreadAccount[];
  readonly staleUsers: CountsByAccount;
  /** Active keys by age band. */
  readonly activeKeyAges: CountsByAccount;
  readonly exemptedUserCount: number;
  readonly exemptedKeyCount: number;
  readonly rootUsers: RootUserCounts;
  readonly rollUps: RollUps;
  /** Completed scans of the organization up to this one, oldest first, this one last. */
  readonly trend: readonly TrendPoint[];
  readonly users: WorstRows<UserRow>;
  readonly highRiskKeys: WorstRows<HighRiskKeyRow>;
  readonly accessKeys: WorstRows<AccessKeyRow>;
};

/** The part that the first screen shows. */
export type OverviewData = Pick<
  HtmlReportData,
  | 'summary'
  | 'unreadAccounts'
  | 'activeKeyAges'
  | 'exemptedUserCount'
  | 'exemptedKeyCount'
  | 'rootUsers'
  | 'trend'
>;
