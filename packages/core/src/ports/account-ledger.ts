import type { ApiCalls } from '../api-calls.ts';
import type { CredsweepError } from '../credsweep-error.ts';
import type { JudgedAccount } from '../judge-account.ts';
import type { Ownership } from '../owners/assign-owners.ts';
import type { Policy } from '../policy.ts';
import type { ScanSettings } from '../scan.ts';
import type { AccountScanJob } from './scan-queue.ts';

/** A key that earlier scans have met. */
export type RememberedKey = {
  readonly userArn: string;
  readonly userCreatedAt: Date;
  readonly keyCreatedAt: Date;
  readonly accessKeyId: string;
};

/** What earlier scans know of an account's keys. */
export type KeyMemory = {
  /** Keys whose id was resolved once. */
  readonly keys: readonly RememberedKey[];
  /** Ids of keys with an open finding, or that a person has exempted; they need no confirmation. */
  readonly openFindingKeyIds: readonly string[];
  /** Whether findings of this scan would be new: there was a completed scan of the organization before. */
  readonly confirmsNewFindings: boolean;
};

/** The right to write the outcome of one account; a later claim of the same account takes it away. */
export type AccountClaim = {
  readonly scanId: number;
  readonly accountId: string;
  readonly leaseToken: string;
  /** Claims so far that were not given back without having failed; this one counts. */
  readonly attempts: number;
  /** When the first claim of the account in this scan was made; bounds the wait for its report. */
  readonly firstClaimedAt: Date;
  readonly asOf: Date;
  readonly policy: Policy;
  readonly settings: ScanSettings;
  readonly memory: KeyMemory;
};

/** What a worker found out about an account. */
export type AccountScanResult = {
  readonly judged: JudgedAccount;
  readonly reportGeneratedAt: Date;
  readonly apiCalls: ApiCalls;
  /** Who answers for users and their keys, by the user's ARN; absent where nobody was asked. */
  readonly ownership?: ReadonlyMap<string, Ownership>;
};

/** Writes what became of each account, once; every write is fenced by the claim's lease token. */
export interface AccountLedger {
  /** Null when the account has its outcome already, or the scan is not going on; `busy` while another scan reads the account. */
  claimAccount(job: AccountScanJob): Promise<AccountClaim | 'busy' | null>;
  /** Gives the claim back with the account still waiting and counts the calls; an attempt is spent only by a failure. */
  releaseAccount(claim: AccountClaim, apiCalls: ApiCalls, attemptSpent: boolean): Promise<void>;
  /** One transaction: facts, account summary, remembered ids, outcome `scanned`. Throws `lease_lost`. */
  saveScanned(claim: AccountClaim, result: AccountScanResult): Promise<void>;
  /** Outcome `failed`; the account's last good data stay. Throws `lease_lost`. */
  saveFailed(claim: AccountClaim, error: CredsweepError, apiCalls: ApiCalls): Promise<void>;
}
