/** An IAM user with its credentials. */
export type SimulatedUser = {
  /** At most 64 letters, digits and `_+=,.@-`; unique in the account whatever the case. */
  name: string;
  /** Starts and ends with `/`. */
  path: string;
  createdAt: Date;
  passwordEnabled: boolean;
  /** Kept when the password is removed, as IAM does; the credential report then says `N/A`. */
  passwordLastUsedAt?: Date;
  /** Absent: the password was set when the user was created. */
  passwordChangedAt?: Date;
  mfaActive: boolean;
  /** In slot order; the credential report shows the first two. */
  keys: SimulatedAccessKey[];
  tags: Record<string, string>;
  certificates?: SimulatedCertificate[];
};

/** A long-term access key. */
export type SimulatedAccessKey = {
  /** `AKIA` and 16 characters of A-Z and 2-7. */
  id: string;
  createdAt: Date;
  status: 'Active' | 'Inactive';
  /** Absent: never used. */
  lastUsed?: SimulatedKeyUse;
};

/** The last use of an access key. */
export type SimulatedKeyUse = {
  at: Date;
  /** Absent: the service is not regional (S3), which AWS shows as `N/A`. */
  region?: string;
  /** Service namespace, such as `s3`. */
  service: string;
};

/** An X.509 signing certificate. */
export type SimulatedCertificate = {
  active: boolean;
  createdAt: Date;
};
