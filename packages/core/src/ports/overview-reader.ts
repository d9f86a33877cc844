/** A count of one part of an account, such as its stale users of one reason. */
export type AccountPartCount = {
  readonly accountId: string;
  readonly accountName: string;
  readonly part: string;
  readonly count: number;
};

/** State of the root users of an organization. */
export type RootUserCounts = {
  readonly accounts: number;
  readonly withActiveKeys: number;
  /** Root users with a password and without MFA. */
  readonly withoutMfa: number;
};

/** Counts for the first screen, from the last good data of every account. */
export interface OverviewReader {
  /** Stale users by reason, of so many accounts that have the most. */
  countWorstStaleUsers(organizationId: string, limit: number): Promise<readonly AccountPartCount[]>;
  /** Active keys of each account by age band. */
  countKeyAges(organizationId: string): Promise<readonly AccountPartCount[]>;
  countRootUsers(organizationId: string): Promise<RootUserCounts>;
}
