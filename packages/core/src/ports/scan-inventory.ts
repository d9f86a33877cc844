import type { ScanStatus } from '../scan-status.ts';
import type { Scan } from '../scan.ts';
import type { AccountVisit } from './inventory.ts';

/** What became of one account of a scan. */
export type AccountOutcomeRow = {
  readonly accountId: string;
  readonly accountName: string;
  readonly state: AccountVisit['state'];
  readonly code: string | null;
  readonly message: string | null;
  readonly attempts: number;
  readonly finishedAt: Date | null;
};

/** Which page of the accounts of a scan is asked for; they come by id. */
export type AccountOutcomePageRequest = {
  readonly scanId: number;
  /** Null: all. */
  readonly states: readonly AccountVisit['state'][] | null;
  /** Id of the last account of the page before; null: the first page. */
  readonly after: string | null;
  readonly limit: number;
};

/** Reads scans page by page, and how far one of them is. */
export interface ScanInventory {
  /** Scans before the given one, or the newest, newest first. */
  listScans(beforeScanId: number | null, limit: number): Promise<readonly Scan[]>;
  readScanStatus(scanId: number): Promise<ScanStatus | null>;
  listOutcomes(request: AccountOutcomePageRequest): Promise<readonly AccountOutcomeRow[]>;
}
