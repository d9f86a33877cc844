import type { ReportedAccessKey } from './access-key.ts';

/** An IAM user as a credential report tells it. */
export type ReportedUser = {
  readonly userName: string;
  readonly userArn: string;
  readonly createdAt: Date;
  readonly passwordEnabled: boolean;
  /** Last console login by password; null when never, or never since AWS keeps track (2014-10-20). */
  readonly lastLoginAt: Date | null;
  readonly mfaActive: boolean;
  readonly accessKeys: readonly ReportedAccessKey[];
  /** AWS says there are more keys or certificates than the report has columns for. */
  readonly hasAdditionalCredentials: boolean;
};

/** The root user of an account, which is never listed among the users. */
export type ReportedRoot = {
  readonly userArn: string;
  readonly createdAt: Date;
  /** Null where the report says `not_supported`. */
  readonly passwordEnabled: boolean | null;
  readonly lastLoginAt: Date | null;
  readonly mfaActive: boolean | null;
  readonly accessKeys: readonly ReportedAccessKey[];
};

/** All credentials of one account at the time AWS generated the report. */
export type CredentialReport = {
  readonly accountId: string;
  /** Null when the report has no root row. */
  readonly root: ReportedRoot | null;
  readonly users: readonly ReportedUser[];
};

/** What the report calls the root user. */
export const rootUserName = '<root_account>';
