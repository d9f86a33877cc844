-- What each column of the public views means, for people who ask the database itself; docs/schema.md is made from this.
-- A meaning that several views share stands here once.

do $$
declare
  meaning record;
  view_name text;
begin
  for meaning in
    select *
    from (values
      -- Accounts, and of when the data are.
      ('aws_staleuser_details aws_staleuser_summary aws_accesskey_details aws_accesskey_highrisk aws_accesskey_summary root_credentials scan_coverage key_findings',
        'account_id', 'The AWS account, twelve digits.'),
      ('aws_staleuser_details aws_staleuser_summary aws_accesskey_details aws_accesskey_highrisk aws_accesskey_summary root_credentials scan_coverage key_findings',
        'account_name', 'Name of the account in AWS Organizations, as it was listed last.'),
      ('aws_staleuser_details aws_accesskey_details aws_accesskey_highrisk',
        'organization_path', 'Where the account stands, from the organization and the root down, such as o-x/r-y/ou-z/123456789012/; as it was listed last. Null when AWS gave none.'),
      ('aws_staleuser_details aws_accesskey_details aws_accesskey_highrisk',
        'scan_id', 'The scan that read the account: its last good data. Older than the newest scan when that one could not read it.'),
      ('aws_staleuser_details aws_staleuser_summary aws_accesskey_details aws_accesskey_highrisk root_credentials',
        'data_as_of', 'The time of the scan that read the account; every age in days counts to it.'),
      ('aws_staleuser_details aws_accesskey_details aws_accesskey_highrisk',
        'report_generated_at', 'When AWS made the credential report that the row is from; up to 4 hours before the scan; reports from a folder may be older.'),

      -- Whose it is.
      ('aws_staleuser_details', 'user_name', 'Name of the IAM user (user in the credential report). The root user is not among the users: see root_credentials.'),
      ('aws_accesskey_details aws_accesskey_highrisk key_findings', 'user_name', 'Name of the IAM user whose key it is (user in the credential report); <root_account> for the root user.'),
      ('aws_staleuser_details', 'user_arn', 'ARN of the user (arn in the credential report).'),
      ('aws_accesskey_details aws_accesskey_highrisk key_findings', 'user_arn', 'ARN of the user whose key it is (arn in the credential report).'),
      ('aws_accesskey_details aws_accesskey_highrisk key_findings', 'is_root', 'Whether it is a key of the root user of the account.'),
      ('aws_staleuser_details aws_accesskey_details aws_accesskey_highrisk',
        'owner', 'Who answers for it: by the owner map, otherwise by a tag of the user, otherwise by a tag of the account. Null where nobody was asked or nobody is known.'),
      ('key_findings', 'owner', 'Who answers for the key, as the scan that flagged it last knew. Null where nobody was asked or nobody is known.'),
      ('aws_staleuser_details aws_accesskey_details aws_accesskey_highrisk',
        'tags', 'Tags of the user, as one JSON object. Null where they were not read: only those of stale users and of users with a high-risk key are, and only in scans that ask for them.'),

      -- Users.
      ('aws_staleuser_details', 'user_created_at', 'When the user was created (user_creation_time).'),
      ('aws_staleuser_details', 'password_enabled', 'Whether the user has a password for the console (password_enabled).'),
      ('aws_staleuser_details', 'last_login_at', 'Last login with the password (password_last_used). Null when there was none since AWS keeps track (2014-10-20), or there is no password.'),
      ('aws_staleuser_details', 'days_since_login', 'Whole days from last_login_at to data_as_of. Null without a login.'),
      ('aws_staleuser_details', 'never_logged_in', 'Whether last_login_at is null; true of every user without a password, too.'),
      ('aws_staleuser_details', 'last_key_used_at', 'Last use of any of the keys that the user has now, inactive ones included (the later access_key_N_last_used_date). Null when none was used, or there is none.'),
      ('aws_staleuser_details', 'last_activity_at', 'The later of last_login_at and last_key_used_at. Null when both are.'),
      ('aws_staleuser_details', 'days_since_activity', 'Whole days from last_activity_at to data_as_of. Null without activity.'),
      ('aws_staleuser_details', 'mfa_active', 'Whether an MFA device is assigned to the user (mfa_active).'),
      ('aws_staleuser_details', 'active_key_count', 'Access keys of the user with status Active.'),
      ('aws_staleuser_details', 'is_stale', 'The verdict of the policy that the scan had: stale by the rule that the policy chooses, and not exempted.'),
      ('aws_staleuser_details', 'stale_reason', 'Why: no_password, never_logged_in or last_login_over_threshold (rule login); never_active or last_activity_over_threshold (rule activity); exempted (is_stale is false then). Null for a user that is not stale.'),
      ('aws_staleuser_details', 'stale_by_login', 'Stale by the rule login, whatever rule the policy chooses: no password, never logged in, or last login over staleAfterDays ago. Exemptions do not change it.'),
      ('aws_staleuser_details', 'stale_by_activity', 'Stale by the rule activity, whatever rule the policy chooses: neither a login nor use of a key within staleAfterDays. Exemptions do not change it.'),
      ('aws_staleuser_summary', 'user_count', 'IAM users of the account, without root.'),
      ('aws_staleuser_summary', 'stale_user_count', 'Those with is_stale.'),
      ('aws_staleuser_summary', 'never_logged_in_count', 'Those with never_logged_in.'),
      ('aws_staleuser_summary', 'stale_percent', 'stale_user_count of user_count in percent, one decimal; 0 for an account without users.'),

      -- Access keys.
      ('aws_accesskey_details aws_accesskey_highrisk', 'access_key_id',
        'Id of the key, such as AKIA…. Credential reports have no ids: null for a key that no scan had to name (only those that are flagged are named, unless the scan asks for all), for a key of root, and where two keys cannot be told apart.'),
      ('key_findings', 'access_key_id', 'Id of the key, such as AKIA…. Null for a key of root, and where no scan could tell it.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'key_slot', 'The column of the credential report, 1 or 2; from 3 on for keys that the report has no column for. It does not identify a key: a new key takes the slot of a deleted one.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'status', 'Active or Inactive (access_key_N_active).'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'last_rotated_at', 'When the key was created, which is what AWS calls rotation (access_key_N_last_rotated). Null only for an inactive key of which AWS gives no date.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'age_days', 'Whole days from last_rotated_at to data_as_of. Null without that date.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'age_band', 'Age band of the policy that the scan had, by default 0-90, 91-180, 181-365 or over 365 days; unknown without last_rotated_at.'),
      ('aws_accesskey_summary', 'age_band', 'Age band of the policy that the scan had, by default 0-90, 91-180, 181-365 or over 365 days; unknown for keys of which AWS gives no date. A band without keys has no row.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'last_used_at', 'Last use (access_key_N_last_used_date). Null when it was never used since AWS keeps track (2015-04-22).'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'days_since_used', 'Whole days from last_used_at to data_as_of. Null for a key that was never used.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'last_used_region', 'AWS Region of the last use (access_key_N_last_used_region). Null for a key that was never used, and for services without Regions.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'last_used_service', 'AWS service of the last use, such as s3 (access_key_N_last_used_service). Null for a key that was never used.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'never_used', 'Whether last_used_at is null.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'is_high_risk', 'The verdict of the policy that the scan had: there are risk_reasons, and no exemption holds.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'risk_reasons', 'Why: root_key (a key of root), rotation_overdue (age over keyRotationDays), never_used (never used, and older than neverUsedKeyGraceDays). With exempted among them an exemption forgives the others. Empty for every other key, and for inactive ones unless the policy judges these, too.'),
      ('key_findings', 'risk_reasons', 'Why the key was flagged last: root_key, rotation_overdue, never_used.'),
      ('aws_accesskey_details aws_accesskey_highrisk', 'severity', 'How urgent a high-risk key is: critical (root), high (overdue and never used, or over twice the limit and used in the last 30 days), medium (overdue, and one of the two), low (every other). Null for a key that is not high-risk, and in scans of versions before severities.'),
      ('key_findings', 'severity', 'How urgent the key was when it was flagged last: critical, high, medium or low. Null for findings that only versions before severities have seen.'),
      ('aws_accesskey_highrisk', 'finding_id', 'The finding of the key in key_findings; the same over the whole life of the key. Null while the scan that flagged it has not ended.'),
      ('aws_accesskey_highrisk', 'first_flagged_at', 'The time of the scan that flagged the key first. Null without a finding.'),
      ('aws_accesskey_highrisk', 'is_new', 'Whether the newest completed scan (or the scan that is chosen) opened or reopened the finding as news. Never in the first scan of an organization.'),
      ('aws_accesskey_summary', 'active_key_count', 'Keys of the account in the band with status Active, those of root included.'),
      ('aws_accesskey_summary', 'inactive_key_count', 'Keys of the account in the band with status Inactive.'),
      ('aws_accesskey_summary', 'high_risk_count', 'Keys of the account in the band with is_high_risk.'),

      -- Root users.
      ('root_credentials', 'password_enabled', 'Whether the root user has a password (password_enabled). Null where AWS says not_supported.'),
      ('root_credentials', 'last_login_at', 'Last login with the password (password_last_used). Null when there was none since AWS keeps track (2014-10-20), or there is no password.'),
      ('root_credentials', 'mfa_active', 'Whether the root user has MFA (mfa_active). Null where AWS says not_supported.'),
      ('root_credentials', 'active_key_count', 'Access keys of the root user with status Active; there should be none.'),

      -- Scans.
      ('scan_coverage organization_trend', 'scan_id', 'Number of the scan; the setting credsweep.scan_id takes it.'),
      ('scan_coverage', 'state', 'What became of the account in the scan: waiting, scanned, failed or skipped.'),
      ('scan_coverage', 'code', 'Why: the code of an error (docs/errors.md) for failed, a reason such as account_suspended for skipped. Null otherwise.'),
      ('scan_coverage', 'message', 'The same in words, with what to do. Null where code is.'),
      ('scan_coverage', 'attempts', 'How often the account was begun; waiting for a report is no new attempt.'),
      ('scan_coverage', 'api_calls', 'Requests to AWS for the account, each retry counted.'),
      ('scan_coverage', 'duration', 'From the first worker that took the account to its outcome. Null for an account that no worker took or that still waits.'),
      ('organization_trend', 'organization_id', 'The organization, o-…; account-… for a scan of a single account, reports for a folder of reports.'),
      ('organization_trend', 'as_of', 'The time of the scan.'),
      ('organization_trend', 'finished_at', 'When the scan had ended.'),
      ('organization_trend', 'accounts', 'Accounts on the list of the scan, skipped ones included.'),
      ('organization_trend', 'scanned', 'Accounts that were read. Coverage is scanned of accounts - skipped.'),
      ('organization_trend', 'failed', 'Accounts that could not be read; they count with their last good data.'),
      ('organization_trend', 'skipped', 'Accounts that cannot be entered, such as suspended ones; they count with their last good data.'),
      ('organization_trend', 'users', 'IAM users of these accounts, without root.'),
      ('organization_trend', 'stale_users', 'Those with is_stale.'),
      ('organization_trend', 'access_keys', 'Access keys of these accounts, those of root and inactive ones included.'),
      ('organization_trend', 'active_access_keys', 'Those with status Active.'),
      ('organization_trend', 'high_risk_keys', 'Those with is_high_risk.'),
      ('organization_trend', 'new_high_risk_keys', 'Findings that the scan opened or reopened as news; 0 for the first scan.'),

      -- Findings.
      ('key_findings', 'finding_id', 'Number of the finding; a key has one for all its life. "credsweep alerts exempt" takes it.'),
      ('key_findings', 'organization_id', 'The organization of the account, as organization_trend has it.'),
      ('key_findings', 'key_created_at', 'When the key was created. Null for a key of which AWS gives no date.'),
      ('key_findings', 'state', 'open (flagged), resolved (not flagged any more) or exempted.'),
      ('key_findings', 'first_flagged_at', 'The time of the scan that flagged the key first.'),
      ('key_findings', 'opened_scan_id', 'That scan.'),
      ('key_findings', 'last_seen_at', 'The time of the newest scan that found the key flagged or exempted.'),
      ('key_findings', 'last_seen_scan_id', 'That scan.'),
      ('key_findings', 'reopened_count', 'How often the key was flagged again after it was resolved, or after its exemption had ended.'),
      ('key_findings', 'reopened_at', 'The time of the newest scan that did so. Null when none did.'),
      ('key_findings', 'resolved_at', 'The time of the scan that did not find the key flagged any more. Null unless resolved.'),
      ('key_findings', 'resolution', 'How: rotated, deactivated, deleted or used (fixed); policy_changed or account_left (not fixed). Null unless resolved.'),
      ('key_findings', 'exempted_until', 'The last day (UTC) on which the exemption holds. Null unless exempted.'),
      ('key_findings', 'exemption_reason', 'Why the key is exempted. Null unless exempted.'),
      ('key_findings', 'exempted_by', 'policy, or the person who exempted it. Null unless exempted.'),
      ('key_findings', 'days_open', 'Whole days from when it was flagged first, or again, to last_seen_at. Null unless open.'),
      ('key_findings', 'time_to_fix_days', 'Whole days from when it was flagged first, or again, to resolved_at. Null unless fixed.'),

      -- Roll-ups.
      ('organization_unit_summary', 'organization_id', 'The organization.'),
      ('organization_unit_summary', 'ou_id', 'The root (r-…) or organizational unit (ou-…); unknown for accounts whose place AWS did not give.'),
      ('organization_unit_summary', 'ou_path', 'Path of the unit from the organization down, with a slash at its end; in byte order each unit is followed by those below it. Null for unknown.'),
      ('organization_unit_summary', 'parent_path', 'Path of the unit above. Null for the root and for unknown.'),
      ('organization_unit_summary', 'account_count', 'Accounts in the unit, and in units below it, that were read at least once.'),
      ('organization_unit_summary', 'unread_account_count', 'Active accounts there that no scan has read yet; they are in no other count.'),
      ('organization_unit_summary', 'user_count', 'IAM users of these accounts, without root.'),
      ('organization_unit_summary', 'stale_user_count', 'Those with is_stale.'),
      ('organization_unit_summary', 'access_key_count', 'Access keys of these accounts, those of root and inactive ones included.'),
      ('organization_unit_summary', 'high_risk_key_count', 'Those with is_high_risk; more than the four severities together where scans of versions before severities are shown.'),
      ('owner_summary', 'owner', 'Who answers for the users and keys; unknown where nobody is known.'),
      ('owner_summary', 'account_count', 'Accounts in which the owner has a stale user or a high-risk key.'),
      ('owner_summary', 'stale_user_count', 'Stale users of the owner.'),
      ('owner_summary', 'high_risk_key_count', 'High-risk keys of the owner.'),
      ('owner_summary', 'worst_severity', 'The gravest severity among the keys of the owner. Null for an owner without high-risk keys.'),
      ('organization_unit_summary owner_summary', 'critical_key_count', 'High-risk keys of severity critical.'),
      ('organization_unit_summary owner_summary', 'high_key_count', 'High-risk keys of severity high.'),
      ('organization_unit_summary owner_summary', 'medium_key_count', 'High-risk keys of severity medium.'),
      ('organization_unit_summary owner_summary', 'low_key_count', 'High-risk keys of severity low.'),
      ('organization_unit_summary owner_summary', 'oldest_data_as_of', 'The oldest data_as_of among the accounts that are counted. Null where none was read.')
    ) as described (views, column_name, text)
  loop
    foreach view_name in array string_to_array(meaning.views, ' ') loop
      execute format('comment on column credsweep.%I.%I is %L', view_name, meaning.column_name, meaning.text);
    end loop;
  end loop;
end
$$;
