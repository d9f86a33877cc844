/** Where the accounts of a scan come from. */
export type OrganizationKind =
  /** AWS Organizations listed them. */
  | 'organization'
  /** There is no organization, or it may not be listed: only the caller's own account is scanned. */
  | 'standalone'
  /** A folder of credential reports listed them; AWS was not asked. */
  | 'reports_folder';

/** The set of accounts that a scan covers. */
export type Organization = {
  /** `o-…` for an organization, `account-123456789012` for a standalone account, `reports` for folders of reports. */
  readonly organizationId: string;
  readonly kind: OrganizationKind;
  /** Null unless AWS told it. */
  readonly managementAccountId: string | null;
  /** A sentence for people when the organization could not be used as such, otherwise null. */
  readonly notice: string | null;
};
