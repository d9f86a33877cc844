-- The public views. Dashboards and scripts depend on their names and columns.
-- Each shows the last good data of every account that is in its organization.
--
-- The facts are looked up account by account ("lateral … offset 0" keeps the planner from any other way), each time in
-- the one partition of the account's last good scan. Joined at the planner's choice, they are read with all that older
-- scans have left: it cannot know that nearly all accounts point to the newest partition.

-- The scan as of whose end the views are read: "set credsweep.scan_id = 12". Null: as it is now.
create function credsweep.chosen_scan_id() returns integer
  language sql stable parallel safe
  return nullif(current_setting('credsweep.scan_id', true), '')::integer;

create view credsweep.reported_account as
  select account_id, account_name, organization_id, last_good_scan_id as scan_id
  from credsweep.account
  where left_at is null and last_good_scan_id is not null and credsweep.chosen_scan_id() is null
  union all
  select account.account_id, account.account_name, account.organization_id, good.scan_id
  from credsweep.account_scan
  join credsweep.account on account.account_id = account_scan.account_id
  cross join lateral (
    select scan_id from credsweep.account_summary
    where account_summary.account_id = account_scan.account_id and account_summary.scan_id <= account_scan.scan_id
    order by scan_id desc
    limit 1
  ) as good
  where account_scan.scan_id = credsweep.chosen_scan_id()
    and account_scan.code is distinct from 'account_not_in_organization';

comment on view credsweep.reported_account is
  'Accounts that the views show, each with the scan whose data are its last good ones.';

create view credsweep.aws_staleuser_details as
  select
    account.account_id,
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
    account.scan_id,
    scan.as_of as data_as_of,
    summary.report_generated_at
  from credsweep.reported_account as account
  join credsweep.scan on scan.scan_id = account.scan_id
  join credsweep.account_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  cross join lateral (
    select * from credsweep.user_fact
    where user_fact.scan_id = account.scan_id and user_fact.account_id = account.account_id
    offset 0
  ) as fact;

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
  from credsweep.reported_account as account
  join credsweep.account_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  join credsweep.scan on scan.scan_id = summary.scan_id;

comment on view credsweep.aws_staleuser_summary is 'Stale users by account.';

create view credsweep.aws_accesskey_details as
  select
    account.account_id,
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
    account.scan_id,
    scan.as_of as data_as_of,
    summary.report_generated_at
  from credsweep.reported_account as account
  join credsweep.scan on scan.scan_id = account.scan_id
  join credsweep.account_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  cross join lateral (
    select * from credsweep.access_key_fact
    where access_key_fact.scan_id = account.scan_id and access_key_fact.account_id = account.account_id
    offset 0
  ) as fact;

comment on view credsweep.aws_accesskey_details is
  'Every access key, root keys included, with rotation age and last use; is_high_risk highlights the high-risk ones.';

create view credsweep.aws_accesskey_highrisk as
  select
    account.account_id,
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
    account.scan_id,
    scan.as_of as data_as_of,
    summary.report_generated_at,
    finding.finding_id,
    finding.first_flagged_at,
    coalesce(
      finding.opened_as_new and finding.opened_scan_id = coalesce(credsweep.chosen_scan_id(), newest.scan_id),
      false
    ) as is_new
  from credsweep.reported_account as account
  join credsweep.scan on scan.scan_id = account.scan_id
  join credsweep.account_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  cross join lateral (
    select * from credsweep.access_key_fact
    where access_key_fact.scan_id = account.scan_id
      and access_key_fact.account_id = account.account_id
      and access_key_fact.is_high_risk
    offset 0
  ) as fact
  left join (
    select organization_id, max(scan_id) as scan_id from credsweep.scan where state = 'completed' group by organization_id
  ) as newest on newest.organization_id = account.organization_id
  -- The finding by the key's id where both have one, otherwise the one of the user's key of that moment.
  left join lateral (
    select * from credsweep.finding
    where finding.account_id = account.account_id
      and finding.user_arn = fact.user_arn
      and finding.key_created_at = coalesce(fact.last_rotated_at, '-infinity')
      and (finding.access_key_id = fact.access_key_id or finding.access_key_id is null or fact.access_key_id is null)
      and case
        when credsweep.chosen_scan_id() is null then finding.state = 'open'
        else finding.opened_scan_id <= credsweep.chosen_scan_id()
          and coalesce(finding.resolved_scan_id > credsweep.chosen_scan_id(), true)
      end
    order by finding.access_key_id = fact.access_key_id desc nulls last
    limit 1
  ) as finding on true;

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
  from credsweep.reported_account as account
  join credsweep.age_band_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id;

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
  from credsweep.reported_account as account
  join credsweep.root_fact as root on root.scan_id = account.scan_id and root.account_id = account.account_id
  join credsweep.scan on scan.scan_id = root.scan_id;

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
    (select coalesce(sum(value::integer), 0)::integer from jsonb_each_text(account_scan.api_calls)) as api_calls,
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
