-- Findings are read once: where they stand and what they are stood in two views that were joined row by row.

create or replace view credsweep.finding_state as
  select
    finding_id, state, last_seen_scan_id, reopened_count, reopened_at, resolved_at, resolution, exempted_until,
    exemption_reason, exempted_by, account_id, user_name, user_arn, is_root, access_key_id, key_created_at, severity,
    risk_reasons, first_flagged_at, opened_scan_id, owner
  from credsweep.finding
  where credsweep.chosen_scan_id() is null
  union all
  select
    finding.finding_id,
    case when newest.event in ('resolved', 'exempted') then newest.event else 'open' end,
    seen.scan_id,
    reopened.count,
    reopened.as_of,
    case when newest.event = 'resolved' then resolving.as_of end,
    newest.resolution,
    newest.exempted_until,
    newest.reason,
    case when newest.event = 'exempted' then newest.actor end,
    finding.account_id, finding.user_name, finding.user_arn, finding.is_root, finding.access_key_id,
    finding.key_created_at, finding.severity, finding.risk_reasons, finding.first_flagged_at, finding.opened_scan_id,
    finding.owner
  from credsweep.scan as chosen
  join credsweep.account on account.organization_id = chosen.organization_id
  join credsweep.finding on finding.account_id = account.account_id
  cross join lateral (
    select * from credsweep.finding_event
    where finding_event.finding_id = finding.finding_id and at <= coalesce(chosen.finished_at, now())
    order by event_id desc
    limit 1
  ) as newest
  left join credsweep.scan as resolving on resolving.scan_id = newest.scan_id
  cross join lateral (
    select count(*)::integer as count, max(scan.as_of) as as_of
    from credsweep.finding_event
    join credsweep.scan on scan.scan_id = finding_event.scan_id
    where finding_event.finding_id = finding.finding_id and event = 'reopened' and event_id <= newest.event_id
  ) as reopened
  -- Each scan that reads the account sees the key, until one does not.
  left join lateral (
    select max(scan_id) as scan_id from credsweep.account_summary
    where account_summary.account_id = finding.account_id
      and account_summary.scan_id <= chosen.scan_id
      and (newest.event <> 'resolved' or account_summary.scan_id < newest.scan_id)
  ) as seen on true
  where chosen.scan_id = credsweep.chosen_scan_id();

comment on view credsweep.finding_state is
  'Each finding as it stands, or stood when the chosen scan had ended.';

create or replace view credsweep.key_findings as
  select
    finding.finding_id,
    account.organization_id,
    finding.account_id,
    account.account_name,
    finding.user_name,
    finding.user_arn,
    finding.is_root,
    finding.access_key_id,
    nullif(finding.key_created_at, '-infinity') as key_created_at,
    finding.state,
    finding.severity,
    finding.risk_reasons,
    finding.first_flagged_at,
    finding.opened_scan_id,
    last_seen.as_of as last_seen_at,
    finding.last_seen_scan_id,
    finding.reopened_count,
    finding.reopened_at,
    finding.resolved_at,
    finding.resolution,
    finding.exempted_until,
    finding.exemption_reason,
    finding.exempted_by,
    case when finding.state = 'open' then
      extract(day from last_seen.as_of - coalesce(finding.reopened_at, finding.first_flagged_at))::integer
    end as days_open,
    case when finding.resolution in ('rotated', 'deactivated', 'deleted', 'used') then
      extract(day from finding.resolved_at - coalesce(finding.reopened_at, finding.first_flagged_at))::integer
    end as time_to_fix_days,
    finding.owner
  from credsweep.finding_state as finding
  join credsweep.account on account.account_id = finding.account_id
  left join credsweep.scan as last_seen on last_seen.scan_id = finding.last_seen_scan_id;
