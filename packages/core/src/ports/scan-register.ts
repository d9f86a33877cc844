import type { Account } from '../account.ts';
import type { ApiCalls } from '../api-calls.ts';
import type { CredsweepError } from '../credsweep-error.ts';
import type { Organization } from '../organization.ts';
import type { Policy } from '../policy.ts';
import type { Scan, ScanSettings } from '../scan.ts';
import type { AccountScanJob } from './scan-queue.ts';

/** Opens scans and reads what is known of one. */
export interface ScanRegister {
  openScan(scan: {
    readonly policy: Policy;
    readonly settings: ScanSettings;
    readonly asOf: Date | null;
  }): Promise<Scan>;
  findScan(scanId: number): Promise<Scan | null>;
  /** Takes up an interrupted scan, or one whose process died. Null: it is over. */
  resumeScan(scanId: number): Promise<ResumedScan | null>;
  /** Marks a scan that is going on as stopped by a person. */
  interruptScan(scanId: number): Promise<void>;
  /** Ends a scan for good and takes the claims of its running accounts away; false: it is over already, or being closed. */
  cancelScan(scanId: number): Promise<boolean>;
}

/** What is left to do of a scan that goes on. */
export type ResumedScan = {
  readonly scan: Scan;
  /** Generation of the new listing job; null when every account is listed. */
  readonly listingGeneration: number | null;
  /** New jobs of the accounts that still wait. */
  readonly jobs: readonly AccountScanJob[];
};

/** Writes the fixed list of accounts of a scan. */
export interface AccountListing {
  recordOrganization(scanId: number, organization: Organization): Promise<void>;
  /** Adds accounts as waiting, or as skipped with the reason; doing it twice changes nothing. Gives the jobs to enqueue. */
  addAccounts(
    scanId: number,
    accounts: readonly Account[],
    selected: ReadonlySet<string>,
  ): Promise<readonly AccountScanJob[]>;
  /** Ends the listing; accounts no longer listed have left, and those asked for by id but not listed are failed. */
  endListing(
    scanId: number,
    missingAccountIds: readonly string[],
    apiCalls: ApiCalls,
  ): Promise<void>;
  /** Ends the scan without a result. */
  failScan(scanId: number, error: CredsweepError): Promise<void>;
}
