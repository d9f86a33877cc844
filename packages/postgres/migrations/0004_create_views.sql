-- The public views. Dashboards and scripts depend on their names and columns.
-- Each shows the last good data of every account that is in its organization.

create view credsweep.aws_staleuser_details as
  select
    fact.account_id,
    account.account_name,
    fact.user_name,
    fact.user_arn,
    fact.user_created_at,
    fact.password_enabled,
    fact.last_login_at,
    fact.days_since_login,
    fact.never_logged_in,
    fact.last_key_used_at,
    fact.last_activity_at,
    fact.days_since_activity,
    fact.mfa_active,
    fact.active_key_count,
    fact.is_stale,
    fact.stale_reason,
    fact.stale_by_login,
    fact.stale_by_activity,
    fact.scan_id,
    scan.as_of as data_as_of,
    summary.report_generated_at
  from credsweep.account
  join credsweep.user_fact as fact on fact.scan_id = account.last_good_scan_id and fact.account_id = account.account_id
  join credsweep.account_summary as summary on summary.scan_id = fact.scan_id and summary.account_id = fact.account_id
  join credsweep.scan on scan.scan_id = fact.scan_id
  where account.left_at is null;

comment on view credsweep.aws_staleuser_details is
  'Every IAM user with the last login and key use; is_stale highlights the stale ones.';

create view credsweep.aws_staleuser_summary as
  select
    account.account_id,
    account.account_name,
    summary.user_count,
    summary.stale_user_count,
    summary.never_logged_in_count,
    coalesce(round(100.0 * summary.stale_user_count / nullif(summary.user_count, 0), 1), 0) as stale_percent,
    scan.as_of as data_as_of
  from credsweep.account
  join credsweep.account_summary as summary
    on summary.scan_id = account.last_good_scan_id and summary.account_id = account.account_id
  join credsweep.scan on scan.scan_id = summary.scan_id
  where account.left_at is null;

comment on view credsweep.aws_staleuser_summary is 'Stale users by account.';

create view credsweep.aws_accesskey_details as
  select
    fact.account_id,
    account.account_name,
    fact.user_name,
    fact.user_arn,
    fact.is_root,
    fact.access_key_id,
    fact.key_slot,
    fact.status,
    fact.last_rotated_at,
    fact.age_days,
    fact.age_band,
    fact.last_used_at,
    fact.days_since_used,
    fact.last_used_region,
    fact.last_used_service,
    fact.never_used,
    fact.is_high_risk,
    fact.risk_reasons,
    fact.scan_id,
    scan.as_of as data_as_of,
    summary.report_generated_at
  from credsweep.account
  join credsweep.access_key_fact as fact
    on fact.scan_id = account.last_good_scan_id and fact.account_id = account.account_id
  join credsweep.account_summary as summary on summary.scan_id = fact.scan_id and summary.account_id = fact.account_id
  join credsweep.scan on scan.scan_id = fact.scan_id
  where account.left_at is null;

comment on view credsweep.aws_accesskey_details is
  'Every access key, root keys included, with rotation age and last use; is_high_risk highlights the high-risk ones.';

create view credsweep.aws_accesskey_highrisk as
  select
    details.*,
    finding.finding_id,
    finding.first_flagged_at,
    coalesce(finding.opened_as_new and finding.opened_scan_id = newest.scan_id, false) as is_new
  from credsweep.aws_accesskey_details as details
  join credsweep.account on account.account_id = details.account_id
  left join (
    select organization_id, max(scan_id) as scan_id from credsweep.scan where state = 'completed' group by organization_id
  ) as newest on newest.organization_id = account.organization_id
  left join credsweep.finding
    on finding.account_id = details.account_id
    and finding.user_arn = details.user_arn
    and finding.key_created_at = coalesce(details.last_rotated_at, '-infinity')
    and finding.access_key_id is not distinct from details.access_key_id
    and finding.state = 'open'
  where details.is_high_risk;

comment on view credsweep.aws_accesskey_highrisk is
  'High-risk access keys with their finding; is_new marks those that the newest completed scan was the first to flag.';

create view credsweep.aws_accesskey_summary as
  select
    account.account_id,
    account.account_name,
    summary.age_band,
    summary.active_key_count,
    summary.inactive_key_count,
    summary.high_risk_count
  from credsweep.account
  join credsweep.age_band_summary as summary
    on summary.scan_id = account.last_good_scan_id and summary.account_id = account.account_id
  where account.left_at is null;

comment on view credsweep.aws_accesskey_summary is 'Access keys by account and age band; a band without keys has no row.';

create view credsweep.root_credentials as
  select
    account.account_id,
    account.account_name,
    root.password_enabled,
    root.last_login_at,
    root.mfa_active,
    root.active_key_count,
    scan.as_of as data_as_of
  from credsweep.account
  join credsweep.root_fact as root on root.scan_id = account.last_good_scan_id and root.account_id = account.account_id
  join credsweep.scan on scan.scan_id = root.scan_id
  where account.left_at is null;

comment on view credsweep.root_credentials is 'State of each account''s root user; null where AWS says not_supported.';

create view credsweep.scan_coverage as
  select
    account_scan.scan_id,
    account_scan.account_id,
    account.account_name,
    account_scan.state,
    account_scan.code,
    account_scan.message,
    account_scan.attempts,
    credsweep.total_count(account_scan.api_calls)::integer as api_calls,
    account_scan.finished_at - account_scan.first_claimed_at as duration
  from credsweep.account_scan
  join credsweep.account on account.account_id = account_scan.account_id;

comment on view credsweep.scan_coverage is 'What became of each account in each scan.';

create view credsweep.organization_trend as
  select
    scan.scan_id,
    scan.organization_id,
    scan.as_of,
    scan.finished_at,
    totals.*
  from credsweep.scan
  cross join lateral jsonb_to_record(scan.totals) as totals (
    accounts integer,
    scanned integer,
    failed integer,
    skipped integer,
    users integer,
    stale_users integer,
    access_keys integer,
    active_access_keys integer,
    high_risk_keys integer,
    new_high_risk_keys integer
  )
  where scan.state = 'completed';

comment on view credsweep.organization_trend is 'Totals of each completed scan.';
