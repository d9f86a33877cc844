import type { SimulatedAccessKey, SimulatedCertificate, SimulatedUser } from './simulated-user.ts';
import type { StoredReport } from './stored-report.ts';

/** Account states of the Organizations API since 2025-09-09. */
export type AccountState =
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'PENDING_CLOSURE'
  | 'CLOSED';

/** An account of the organization, or the only account of a standalone world. */
export type SimulatedAccount = {
  /** Twelve digits. */
  readonly id: string;
  name: string;
  email: string;
  alias?: string;
  state: AccountState;
  joinedMethod: 'INVITED' | 'CREATED';
  joinedAt: Date;
  /** Names of the organizational units from the root down; empty: directly under the root. */
  ouPath: string[];
  tags: Record<string, string>;
  /** Which state fields the Organizations API shows; AWS shows `state` only since 2026-09-09. */
  stateFields: 'state' | 'status' | 'both' | 'neither';
  roles: SimulatedRole[];
  /** Actions (with `*`) that a service control policy denies; never binding in the management account. */
  deniedActions: string[];
  /** True: STS is not active for this account in the caller's Region. */
  regionDisabled: boolean;
  root: SimulatedRoot;
  /** The users, or a pure function that makes them anew at every call (see `listUsers`). */
  users: SimulatedUser[] | (() => SimulatedUser[]);
  /** Days after which the password policy expires passwords; absent: never. */
  passwordMaxAgeDays?: number;
  report: ReportBehaviour;
  /** AWS keeps one report per account; absent: none was ever generated. */
  storedReport?: StoredReport;
};

/** How the credential report of one account differs from the usual. */
export type ReportBehaviour = {
  /** Overrides the simulator's own `readyAfterMs`. */
  readyAfterMs?: number;
  /** True: the documented 23rd column `additional_credentials_info` is present. */
  additionalCredentialsColumn: boolean;
  /** True: root's password cells are `not_supported`, as in older reports. */
  legacyRootCells: boolean;
};

/** An IAM role that can be assumed. */
export type SimulatedRole = {
  name: string;
  /** Starts and ends with `/`. */
  path: string;
  createdAt: Date;
  /** Account ids, principal ARNs, or `*`. */
  trusts: string[];
  externalId?: string;
  /** Actions its identity policy allows, with `*` and `?`. */
  allowedActions: string[];
  /** 3600 to 43200. */
  maxSessionSeconds: number;
};

/** The root user's credentials. */
export type SimulatedRoot = {
  passwordEnabled: boolean;
  passwordLastUsedAt?: Date;
  passwordChangedAt?: Date;
  mfaActive: boolean;
  keys: SimulatedAccessKey[];
  certificates: SimulatedCertificate[];
};
