/** Status of an access key in IAM's own words; IAM's `Expired` counts as `Inactive`. */
export type AccessKeyStatus = 'Active' | 'Inactive';

/** An access key as a credential report tells it. */
export type ReportedAccessKey = {
  /** 1 or 2 in the report; 3 and more for keys that only `ListAccessKeys` knows. Never an identity: a rotated key keeps its slot. */
  readonly slot: number;
  readonly status: AccessKeyStatus;
  /** Creation time of the key; null only for an inactive key of which the report gives no date. */
  readonly lastRotatedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Null when never used, and also when the service last used has no Regions. */
  readonly lastUsedRegion: string | null;
  readonly lastUsedService: string | null;
};

/** A reported key together with what was learnt of it from IAM itself. */
export type AccessKey = ReportedAccessKey & {
  /** Such as `AKIA…`; null while nobody needed to know it, and always for a root key. */
  readonly accessKeyId: string | null;
};
