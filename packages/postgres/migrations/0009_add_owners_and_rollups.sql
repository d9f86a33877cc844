-- Owner maps, tags of accounts, and what there is by organizational unit and by owner.

-- Rules of who answers for users and keys, as a scan was given them. The same rules are kept once.
create table credsweep.owner_map (
  owner_map_id integer generated always as identity primary key,
  -- In order: [account pattern, user pattern or null, owner].
  rules jsonb not null,
  fingerprint bytea not null unique,
  created_at timestamptz not null default now()
);

alter table credsweep.account
  -- As the newest listing that asked for them gave them; null where none has.
  add column tags jsonb;

create or replace view credsweep.reported_account as
  select account_id, account_name, organization_id, last_good_scan_id as scan_id, organization_path
  from credsweep.account
  where left_at is null and last_good_scan_id is not null and credsweep.chosen_scan_id() is null
  union all
  select account.account_id, account.account_name, account.organization_id, good.scan_id, account.organization_path
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

create or replace view credsweep.aws_staleuser_details as
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
    summary.report_generated_at,
    fact.owner,
    account.organization_path,
    fact.tags
  from credsweep.reported_account as account
  join credsweep.scan on scan.scan_id = account.scan_id
  join credsweep.account_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  cross join lateral (
    select * from credsweep.user_fact
    where user_fact.scan_id = account.scan_id and user_fact.account_id = account.account_id
    offset 0
  ) as fact;

create or replace view credsweep.aws_accesskey_details as
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
    fact.severity,
    fact.owner,
    account.organization_path,
    fact.tags
  from credsweep.reported_account as account
  join credsweep.scan on scan.scan_id = account.scan_id
  join credsweep.account_summary as summary
    on summary.scan_id = account.scan_id and summary.account_id = account.account_id
  cross join lateral (
    select * from credsweep.access_key_fact
    where access_key_fact.scan_id = account.scan_id and access_key_fact.account_id = account.account_id
    offset 0
  ) as fact;

create or replace view credsweep.aws_accesskey_highrisk as
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
    exists (
      select from credsweep.finding_event
      where finding_event.finding_id = finding.finding_id
        and finding_event.scan_id = coalesce(credsweep.chosen_scan_id(), newest.scan_id)
        and finding_event.is_news
    ) as is_new,
    fact.severity,
    fact.owner,
    account.organization_path,
    fact.tags
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
    select *
    from (
      select named.*, true as is_named from credsweep.finding as named
      where named.account_id = account.account_id and named.access_key_id = fact.access_key_id
      union all
      select other.*, false from credsweep.finding as other
      where other.account_id = account.account_id
        and other.user_arn = fact.user_arn
        and other.key_created_at = coalesce(fact.last_rotated_at, '-infinity')
        and (other.access_key_id is null or fact.access_key_id is null)
        and coalesce(other.user_created_at = fact.user_created_at, true)
    ) as found
    where case
      when credsweep.chosen_scan_id() is null then state <> 'resolved'
      else opened_scan_id <= credsweep.chosen_scan_id()
    end
    order by is_named desc, state <> 'resolved' desc, finding_id
    limit 1
  ) as finding on true;

create view credsweep.organization_unit_summary as
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
      summary.high_risk_key_count, keys.critical, keys.high, keys.medium, keys.low
    from listed
    left join credsweep.scan on scan.scan_id = listed.scan_id
    left join credsweep.account_summary as summary
      on summary.scan_id = listed.scan_id and summary.account_id = listed.account_id
    left join lateral (
      select
        count(*) filter (where severity = 'critical') as critical,
        count(*) filter (where severity = 'high') as high,
        count(*) filter (where severity = 'medium') as medium,
        count(*) filter (where severity = 'low') as low
      from (
        select severity from credsweep.access_key_fact
        where access_key_fact.scan_id = listed.scan_id
          and access_key_fact.account_id = listed.account_id
          and access_key_fact.is_high_risk
        offset 0
      ) as fact
    ) as keys on summary.high_risk_key_count > 0
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
    coalesce(sum(critical), 0)::integer as critical_key_count,
    coalesce(sum(high), 0)::integer as high_key_count,
    coalesce(sum(medium), 0)::integer as medium_key_count,
    coalesce(sum(low), 0)::integer as low_key_count,
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

comment on view credsweep.organization_unit_summary is
  'Users and keys of the root and of each organizational unit, those of the units below it included; accounts whose '
  'place is not known are under unknown. Places are those of now, whichever scan is chosen. unread_account_count are '
  'active accounts that no scan has read yet: they are in no other count.';

create view credsweep.owner_summary as
  with flagged as (
    select account.account_id, account.scan_id, fact.owner, true as is_user, null as severity
    from credsweep.reported_account as account
    cross join lateral (
      select owner from credsweep.user_fact
      where user_fact.scan_id = account.scan_id and user_fact.account_id = account.account_id and user_fact.is_stale
      offset 0
    ) as fact
    union all
    select account.account_id, account.scan_id, fact.owner, false, fact.severity
    from credsweep.reported_account as account
    cross join lateral (
      select owner, severity from credsweep.access_key_fact
      where access_key_fact.scan_id = account.scan_id
        and access_key_fact.account_id = account.account_id
        and access_key_fact.is_high_risk
      offset 0
    ) as fact
  )
  select
    coalesce(flagged.owner, 'unknown') as owner,
    count(distinct flagged.account_id)::integer as account_count,
    count(*) filter (where is_user)::integer as stale_user_count,
    count(*) filter (where not is_user)::integer as high_risk_key_count,
    count(*) filter (where severity = 'critical')::integer as critical_key_count,
    count(*) filter (where severity = 'high')::integer as high_key_count,
    count(*) filter (where severity = 'medium')::integer as medium_key_count,
    count(*) filter (where severity = 'low')::integer as low_key_count,
    (array['critical', 'high', 'medium', 'low'])[
      min(array_position(array['critical', 'high', 'medium', 'low'], severity))
    ] as worst_severity,
    min(scan.as_of) as oldest_data_as_of
  from flagged
  join credsweep.scan on scan.scan_id = flagged.scan_id
  group by coalesce(flagged.owner, 'unknown');

comment on view credsweep.owner_summary is
  'Stale users and high-risk keys by owner, the worst owner first in reports; whoever is not known is unknown.';
