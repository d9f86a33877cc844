import type { RiskReason } from './judge-access-key.ts';
import type { Severity } from './judge-severity.ts';

/** A high-risk key as alerts and findings formats speak of it: who has it, where, why, since when, and whose it is. */
export type KeyFinding = {
  /** Stays the same over the whole life of the finding; null where the finding is not in the ledger. */
  readonly findingId: number | null;
  readonly severity: Severity;
  readonly accountId: string;
  readonly accountName: string;
  /** Path of organizational units from the root, such as `o-x/r-y/ou-z/123456789012/`; null when AWS gives none. */
  readonly organizationPath: string | null;
  readonly userName: string;
  readonly userArn: string;
  readonly isRoot: boolean;
  readonly accessKeyId: string | null;
  readonly status: string;
  readonly lastRotatedAt: Date | null;
  readonly ageDays: number | null;
  readonly lastUsedAt: Date | null;
  readonly daysSinceUsed: number | null;
  readonly lastUsedRegion: string | null;
  readonly lastUsedService: string | null;
  readonly riskReasons: readonly RiskReason[];
  readonly firstFlaggedAt: Date | null;
  readonly isNew: boolean;
  /** Who answers for the key, where owners are known. */
  readonly owner: string | null;
  /** Tags of the user, where they were read. */
  readonly tags: Readonly<Record<string, string>>;
  /** The time of the scan that these facts are of. */
  readonly dataAsOf: Date;
};
