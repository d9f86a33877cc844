/** What is fixed for an error code: whether trying again may help, and the exit code of a command that dies of it. */
export type ErrorCatalogueEntry = {
  readonly retryable: boolean;
  readonly exitCode: 1 | 2;
};

/** Every error code of credsweep; `docs/errors.md` has a section for each, and a test compares the two. */
export const errorCatalogue = {
  // Wrong usage or configuration
  usage_invalid: { retryable: false, exitCode: 2 },
  config_invalid: { retryable: false, exitCode: 2 },
  policy_invalid: { retryable: false, exitCode: 2 },
  owner_map_invalid: { retryable: false, exitCode: 2 },
  reports_folder_invalid: { retryable: false, exitCode: 2 },
  reports_not_mixable: { retryable: false, exitCode: 2 },
  as_of_outdated: { retryable: false, exitCode: 2 },
  config_exists: { retryable: false, exitCode: 2 },
  terminal_missing: { retryable: false, exitCode: 2 },
  database_url_invalid: { retryable: false, exitCode: 2 },
  redis_url_invalid: { retryable: false, exitCode: 2 },
  database_missing: { retryable: false, exitCode: 2 },
  // The caller and the organization
  credentials_invalid: { retryable: false, exitCode: 1 },
  credentials_expired: { retryable: false, exitCode: 1 },
  organization_unreadable: { retryable: false, exitCode: 1 },
  account_state_unknown: { retryable: false, exitCode: 1 },
  selection_empty: { retryable: false, exitCode: 2 },
  account_not_in_organization: { retryable: false, exitCode: 1 },
  // One account
  role_missing_or_denied: { retryable: false, exitCode: 1 },
  sts_region_disabled: { retryable: false, exitCode: 1 },
  session_expired: { retryable: true, exitCode: 1 },
  access_denied: { retryable: false, exitCode: 1 },
  report_unavailable: { retryable: false, exitCode: 1 },
  report_malformed: { retryable: false, exitCode: 1 },
  report_account_mismatch: { retryable: false, exitCode: 1 },
  throttled: { retryable: true, exitCode: 1 },
  aws_unavailable: { retryable: true, exitCode: 1 },
  aws_unexpected: { retryable: false, exitCode: 1 },
  attempts_exhausted: { retryable: false, exitCode: 1 },
  // PostgreSQL, embedded or not
  database_unreachable: { retryable: true, exitCode: 1 },
  database_denied: { retryable: false, exitCode: 1 },
  database_unsuitable: { retryable: false, exitCode: 1 },
  database_busy: { retryable: true, exitCode: 1 },
  database_newer: { retryable: false, exitCode: 1 },
  database_migration_changed: { retryable: false, exitCode: 1 },
  embedded_postgres_unavailable: { retryable: false, exitCode: 1 },
  embedded_postgres_data_incompatible: { retryable: false, exitCode: 1 },
  // The queue
  redis_unreachable: { retryable: true, exitCode: 1 },
  redis_unsuitable: { retryable: false, exitCode: 1 },
  job_data_invalid: { retryable: false, exitCode: 1 },
  // Scans
  scan_not_found: { retryable: false, exitCode: 2 },
  scan_not_resumable: { retryable: false, exitCode: 2 },
  scan_not_cancellable: { retryable: false, exitCode: 2 },
  scan_without_failures: { retryable: false, exitCode: 2 },
  scan_pruned: { retryable: false, exitCode: 2 },
  scan_cancelled: { retryable: false, exitCode: 1 },
  scans_not_comparable: { retryable: false, exitCode: 2 },
  schedule_invalid: { retryable: false, exitCode: 2 },
  schedule_exists: { retryable: false, exitCode: 2 },
  schedule_not_found: { retryable: false, exitCode: 2 },
  // Alerts
  alert_channel_unreachable: { retryable: true, exitCode: 1 },
  alert_channel_busy: { retryable: true, exitCode: 1 },
  alert_channel_refused: { retryable: false, exitCode: 1 },
  alert_channel_unknown: { retryable: false, exitCode: 2 },
  alert_not_found: { retryable: false, exitCode: 2 },
  finding_not_found: { retryable: false, exitCode: 2 },
  // The web service
  login_required: { retryable: false, exitCode: 2 },
  role_insufficient: { retryable: false, exitCode: 2 },
  request_refused: { retryable: false, exitCode: 2 },
  request_invalid: { retryable: false, exitCode: 2 },
  requests_too_many: { retryable: true, exitCode: 1 },
  page_not_found: { retryable: false, exitCode: 2 },
  account_not_found: { retryable: false, exitCode: 2 },
  scan_in_progress: { retryable: false, exitCode: 2 },
  lease_lost: { retryable: false, exitCode: 1 },
  internal_error: { retryable: true, exitCode: 1 },
} as const satisfies Record<string, ErrorCatalogueEntry>;

/** A stable error code. */
export type ErrorCode = keyof typeof errorCatalogue;
