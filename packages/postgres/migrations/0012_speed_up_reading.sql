-- Reading at size: roll-ups are made from counts that each scan leaves, and no longer from all users and keys; and the first
-- page of high-risk keys looks up the findings of that page alone.

alter table credsweep.account_summary
  -- High-risk keys by severity; all 0 where none was judged.
  add column critical_key_count integer not null default 0,
  add column high_key_count integer not null default 0,
  add column medium_key_count integer not null default 0,
  add column low_key_count integer not null default 0;

-- What is flagged of each owner in an account; stays when the facts of an old scan are dropped, like the other counts.
create table credsweep.account_owner_summary (
  scan_id integer not null,
  account_id text not null,
  -- "unknown" where nobody is known.
  owner text not null,
  stale_user_count integer not null,
  high_risk_key_count integer not null,
  critical_key_count integer not null,
  high_key_count integer not null,
  medium_key_count integer not null,
  low_key_count integer not null,
  primary key (scan_id, account_id, owner)
);

update credsweep.account_summary
set
  critical_key_count = counted.critical,
  high_key_count = counted.high,
  medium_key_count = counted.medium,
  low_key_count = counted.low
from (
  select
    scan_id,
    account_id,
    count(*) filter (where severity = 'critical') as critical,
    count(*) filter (where severity = 'high') as high,
    count(*) filter (where severity = 'medium') as medium,
    count(*) filter (where severity = 'low') as low
  from credsweep.access_key_fact
  where is_high_risk
  group by scan_id, account_id
) as counted
where account_summary.scan_id = counted.scan_id and account_summary.account_id = counted.account_id;

insert into credsweep.account_owner_summary
select
  scan_id,
  account_id,
  coalesce(owner, 'unknown'),
  count(*) filter (where is_user),
  count(*) filter (where not is_user),
  count(*) filter (where severity = 'critical'),
  count(*) filter (where severity = 'high'),
  count(*) filter (where severity = 'medium'),
  count(*) filter (where severity = 'low')
from (
  select scan_id, account_id, owner, true as is_user, null as severity from credsweep.user_fact where is_stale
  union all
  select scan_id, account_id, owner, false, severity from credsweep.access_key_fact where is_high_risk
) as flagged
group by scan_id, account_id, coalesce(owner, 'unknown');

create or replace view credsweep.organization_unit_summary as
  with listed as (
    select account_id, organization_id, organization_path, scan_id from credsweep.reported_account
    union all
    select account_id, organization_id, organization_path, null
    from credsweep.account
    where credsweep.chosen_scan_id() is null and left_at is null and last_good_scan_id is null and state = 'ACTIVE'
    union all
    select account.account_id, account.organization_id, account.organization_path, null
    from credsweep.account_scan
    join credsweep.account on account.account_id = account_scan.account_id
    where account_scan.scan_id = credsweep.chosen_scan_id()
      and account_scan.state in ('failed', 'waiting')
      and account_scan.code is distinct from 'account_not_in_organization'
      and not exists (
        select from credsweep.account_summary
        where account_summary.account_id = account_scan.account_id and account_summary.scan_id <= account_scan.scan_id
      )
  ),
  counted as (
    select
      listed.*, scan.as_of, summary.user_count, summary.stale_user_count, summary.access_key_count,
      summary.high_risk_key_count, summary.critical_key_count, summary.high_key_count, summary.medium_key_count,
      summary.low_key_count
    from listed
    left join credsweep.scan on scan.scan_id = listed.scan_id
    left join credsweep.account_summary as summary
      on summary.scan_id = listed.scan_id and summary.account_id = listed.account_id
  )
  select
    counted.organization_id,
    coalesce(unit.ou_id, 'unknown') as ou_id,
    unit.ou_path,
    unit.parent_path,
    count(counted.scan_id)::integer as account_count,
    (count(*) - count(counted.scan_id))::integer as unread_account_count,
    coalesce(sum(user_count), 0)::integer as user_count,
    coalesce(sum(stale_user_count), 0)::integer as stale_user_count,
    coalesce(sum(access_key_count), 0)::integer as access_key_count,
    coalesce(sum(high_risk_key_count), 0)::integer as high_risk_key_count,
    coalesce(sum(critical_key_count), 0)::integer as critical_key_count,
    coalesce(sum(high_key_count), 0)::integer as high_key_count,
    coalesce(sum(medium_key_count), 0)::integer as medium_key_count,
    coalesce(sum(low_key_count), 0)::integer as low_key_count,
    min(as_of) as oldest_data_as_of
  from counted
  -- One row for the root and for each unit that the account is in, at whatever level.
  left join lateral (
    select
      part as ou_id,
      array_to_string(parts[:level], '/') || '/' as ou_path,
      case when part like 'ou-%' then array_to_string(parts[:level - 1], '/') || '/' end as parent_path
    from string_to_array(counted.organization_path, '/') as parts
    cross join lateral unnest(parts) with ordinality as step (part, level)
    where part like 'ou-%' or part like 'r-%'
  ) as unit on true
  group by counted.organization_id, unit.ou_id, unit.ou_path, unit.parent_path;

create or replace view credsweep.owner_summary as
  select
    summary.owner,
    count(*)::integer as account_count,
    sum(summary.stale_user_count)::integer as stale_user_count,
    sum(summary.high_risk_key_count)::integer as high_risk_key_count,
    sum(summary.critical_key_count)::integer as critical_key_count,
    sum(summary.high_key_count)::integer as high_key_count,
    sum(summary.medium_key_count)::integer as medium_key_count,
    sum(summary.low_key_count)::integer as low_key_count,
    case
      when sum(summary.critical_key_count) > 0 then 'critical'
      when sum(summary.high_key_count) > 0 then 'high'
      when sum(summary.medium_key_count) > 0 then 'medium'
      when sum(summary.low_key_count) > 0 then 'low'
    end as worst_severity,
    min(scan.as_of) as oldest_data_as_of
  from credsweep.reported_account as account
  join credsweep.scan on scan.scan_id = account.scan_id
  join credsweep.account_owner_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  group by summary.owner;

create or replace view credsweep.aws_accesskey_highrisk as
  select
    key.account_id,
    key.account_name,
    key.user_name,
    key.user_arn,
    key.is_root,
    key.access_key_id,
    key.key_slot,
    key.status,
    key.last_rotated_at,
    key.age_days,
    key.age_band,
    key.last_used_at,
    key.days_since_used,
    key.last_used_region,
    key.last_used_service,
    key.never_used,
    key.is_high_risk,
    key.risk_reasons,
    key.scan_id,
    key.data_as_of,
    key.report_generated_at,
    (key.finding).finding_id,
    (key.finding).first_flagged_at,
    coalesce(
      (key.finding).finding_id in (
        select event.finding_id from credsweep.finding_event as event
        where event.is_news
          and event.scan_id in (
            select coalesce(credsweep.chosen_scan_id(), max(scan_id)) from credsweep.scan
            where state = 'completed'
            group by organization_id
          )
      ),
      false
    ) as is_new,
    key.severity,
    key.owner,
    key.organization_path,
    key.tags
  from (
    select
      account.account_id,
      account.account_name,
      account.scan_id,
      account.organization_path,
      scan.as_of as data_as_of,
      summary.report_generated_at,
      fact.*,
      -- The finding by the key's id where both have one, otherwise the one of the user's key of that moment. As columns
      -- and not as a join, so that a query with an order and a limit looks up the findings of the rows that it gives.
      coalesce(
        (
          select finding from credsweep.finding
          where finding.account_id = account.account_id
            and finding.access_key_id = fact.access_key_id
            and case
              when credsweep.chosen_scan_id() is null then finding.state <> 'resolved'
              else finding.opened_scan_id <= credsweep.chosen_scan_id()
            end
          order by finding.state <> 'resolved' desc, finding.finding_id
          limit 1
        ),
        (
          select finding from credsweep.finding
          where finding.account_id = account.account_id
            and finding.user_arn = fact.user_arn
            and finding.key_created_at = coalesce(fact.last_rotated_at, '-infinity')
            and (finding.access_key_id is null or fact.access_key_id is null)
            and coalesce(finding.user_created_at = fact.user_created_at, true)
            and case
              when credsweep.chosen_scan_id() is null then finding.state <> 'resolved'
              else finding.opened_scan_id <= credsweep.chosen_scan_id()
            end
          order by finding.state <> 'resolved' desc, finding.finding_id
          limit 1
        )
      ) as finding
    from credsweep.reported_account as account
    join credsweep.scan on scan.scan_id = account.scan_id
    join credsweep.account_summary as summary
      on summary.scan_id = account.scan_id and summary.account_id = account.account_id
    cross join lateral (
      select
        user_name, user_arn, user_created_at, is_root, access_key_id, key_slot, status, last_rotated_at, age_days, age_band,
        last_used_at, days_since_used, last_used_region, last_used_service, never_used, is_high_risk, risk_reasons,
        severity, owner, tags
      from credsweep.access_key_fact
      where access_key_fact.scan_id = account.scan_id
        and access_key_fact.account_id = account.account_id
        and access_key_fact.is_high_risk
      offset 0
    ) as fact
  ) as key;
