import type { AccessKeyStatus } from '../access-key.ts';
import type { RiskReason } from '../judge-access-key.ts';
import type { Severity } from '../judge-severity.ts';
import type { StaleReason } from '../judge-user.ts';

/** An account that is in the organization now, with the counts of its last good data. */
export type InventoryAccount = {
  readonly accountId: string;
  readonly accountName: string;
  readonly organizationId: string;
  /** As AWS Organizations calls it, such as `ACTIVE` or `SUSPENDED`. */
  readonly accountState: string;
  readonly organizationPath: string | null;
  /** Null as long as no scan has read the account. */
  readonly counts: InventoryCounts | null;
  /** What became of it in the newest scan that listed it. */
  readonly newestScan: AccountVisit;
};

/** Counts of one account. */
export type InventoryCounts = {
  readonly users: number;
  readonly staleUsers: number;
  readonly accessKeys: number;
  readonly highRiskKeys: number;
  /** The time of the scan that read them. */
  readonly dataAsOf: Date;
};

/** What became of an account in one scan. */
export type AccountVisit = {
  readonly scanId: number;
  readonly asOf: Date;
  readonly state: 'waiting' | 'scanned' | 'failed' | 'skipped';
  readonly code: string | null;
  readonly message: string | null;
};

/** A user of the last good data of an account. */
export type InventoryUser = {
  readonly accountId: string;
  readonly accountName: string;
  readonly userName: string;
  readonly userArn: string;
  readonly createdAt: Date;
  readonly passwordEnabled: boolean;
  readonly lastLoginAt: Date | null;
  readonly daysSinceLogin: number | null;
  readonly lastKeyUsedAt: Date | null;
  readonly daysSinceKeyUse: number | null;
  readonly daysSinceActivity: number | null;
  readonly mfaActive: boolean;
  readonly activeKeyCount: number;
  readonly isStale: boolean;
  readonly staleReason: StaleReason | null;
  readonly owner: string | null;
  readonly dataAsOf: Date;
};

/** An access key of the last good data of an account. */
export type InventoryAccessKey = {
  readonly accountId: string;
  readonly accountName: string;
  readonly userName: string;
  readonly userArn: string;
  readonly isRoot: boolean;
  /** Null where nobody needed to know it. */
  readonly accessKeyId: string | null;
  readonly keySlot: number;
  readonly status: AccessKeyStatus;
  readonly lastRotatedAt: Date | null;
  readonly ageDays: number | null;
  readonly ageBand: string;
  readonly lastUsedAt: Date | null;
  readonly daysSinceUsed: number | null;
  readonly lastUsedRegion: string | null;
  readonly lastUsedService: string | null;
  readonly isHighRisk: boolean;
  readonly riskReasons: readonly RiskReason[];
  readonly severity: Severity | null;
  readonly owner: string | null;
  readonly dataAsOf: Date;
};

/** By what accounts are ordered: counts the greatest first, names by the alphabet. */
export type AccountOrder = 'high-risk-keys' | 'stale-users' | 'users' | 'name';

/** Which page of accounts is asked for. */
export type AccountPageRequest = {
  readonly order: AccountOrder;
  /** A part of the name, or the beginning of the id; null: all. */
  readonly text: string | null;
  /** The last account of the page before; null: the first page. */
  readonly after: { readonly value: string | number; readonly accountId: string } | null;
  readonly limit: number;
};

/** Which page of users is asked for; they come by account and ARN. */
export type UserPageRequest = {
  readonly accountId: string | null;
  readonly isStale: boolean | null;
  readonly after: { readonly accountId: string; readonly userArn: string } | null;
  readonly limit: number;
};

/** Which page of keys is asked for; they come by account, ARN and slot. */
export type AccessKeyPageRequest = {
  readonly accountId: string | null;
  readonly isHighRisk: boolean | null;
  readonly after: {
    readonly accountId: string;
    readonly userArn: string;
    readonly keySlot: number;
  } | null;
  readonly limit: number;
};

/** Reads accounts page by page. */
export interface AccountInventory {
  listAccounts(request: AccountPageRequest): Promise<readonly InventoryAccount[]>;
  findAccount(accountId: string): Promise<InventoryAccount | null>;
  /** The newest scans of an account, newest first. */
  listVisits(accountId: string, limit: number): Promise<readonly AccountVisit[]>;
}

/** Reads users and keys page by page. */
export interface CredentialInventory {
  listUsers(request: UserPageRequest): Promise<readonly InventoryUser[]>;
  listAccessKeys(request: AccessKeyPageRequest): Promise<readonly InventoryAccessKey[]>;
}

/** Finds users and keys by what somebody typed. */
export interface InventorySearch {
  /** Users whose name begins with the text, in whatever case; or the user of a whole ARN. */
  findUsers(text: string, limit: number): Promise<readonly InventoryUser[]>;
  /** Users with the text anywhere in the name; null when that took too long. */
  findUsersContaining(text: string, limit: number): Promise<readonly InventoryUser[] | null>;
  /** Keys whose id begins with the text. */
  findAccessKeys(text: string, limit: number): Promise<readonly InventoryAccessKey[]>;
}
