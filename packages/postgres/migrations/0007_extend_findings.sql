-- A key has one finding for all its life: opened, resolved, exempted, opened again. What happened to it is kept.

alter table credsweep.access_key_fact
  -- The exemption that forgives the key: {"until", "reason", "by"}; null where none does.
  add column exemption jsonb;

alter table credsweep.finding
  drop constraint finding_state_check,
  drop constraint finding_resolution_check,
  drop constraint finding_check,
  -- Tells a user from an earlier one of the same name; null for root.
  add column user_created_at timestamptz,
  add column severity text check (severity in ('critical', 'high', 'medium', 'low')),
  add column owner text,
  -- With last_seen_scan_id the fact that flagged the key last; the key itself is never known by its slot.
  add column last_seen_key_slot smallint,
  add column reopened_at timestamptz,
  add column reopened_scan_id integer references credsweep.scan,
  add column reopened_count integer not null default 0,
  -- The newest scan that told of the finding as news. No foreign key, as it is copied from the event of that scan.
  add column news_scan_id integer,
  -- An exemption was ended by hand: the next scan that flags the key tells of it.
  add column awaits_scan boolean not null default false,
  -- The last day (UTC) on which the exemption holds.
  add column exempted_until date,
  add column exemption_reason text,
  add column exempted_by text;

-- Exemptions by hand; those of a policy come with each scan.
create table credsweep.finding_exemption (
  exemption_id bigint generated always as identity primary key,
  finding_id bigint not null references credsweep.finding on delete cascade,
  -- The last day (UTC) on which it holds.
  until date not null,
  reason text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  revoked_by text,
  revoked_at timestamptz
);

create unique index finding_exemption_in_force on credsweep.finding_exemption (finding_id) where revoked_at is null;

create table credsweep.finding_event (
  event_id bigint generated always as identity primary key,
  finding_id bigint not null references credsweep.finding on delete cascade,
  event text not null check (event in ('opened', 'reopened', 'resolved', 'exempted', 'exemption_ended')),
  -- Null for what a person did. No foreign key: the finding, written in the same statement, has one.
  scan_id integer,
  at timestamptz not null default now(),
  -- Whether alerts of the scan speak of it.
  is_news boolean not null default false,
  resolution text,
  exempted_until date,
  reason text,
  actor text
);

create index finding_event_by_finding on credsweep.finding_event (finding_id, event_id);
create index finding_event_news on credsweep.finding_event (scan_id, finding_id) where is_news;

-- Until now a key that was flagged again opened another finding. The first one goes on, with the whole life.
create temporary table turn on commit drop as
  select finding.*, min(finding_id) over same_key as kept_id, row_number() over (same_key order by finding_id) as turn
  from credsweep.finding
  window same_key as (partition by account_id, user_arn, key_created_at, coalesce(access_key_id, ''));

insert into credsweep.finding_event (finding_id, event, scan_id, at, is_news, resolution, actor)
select kept_id, happened.event, happened.scan_id, happened.at, happened.is_news, happened.resolution, happened.actor
from turn
cross join lateral (
  values
    (case when turn = 1 then 'opened' else 'reopened' end, opened_scan_id, first_flagged_at, opened_as_new, null, null),
    (
      case when resolution = 'exempted' then 'exempted' else 'resolved' end, resolved_scan_id, resolved_at, false,
      nullif(resolution, 'exempted'), case when resolution = 'exempted' then 'policy' end
    )
) as happened (event, scan_id, at, is_news, resolution, actor)
where happened.scan_id is not null
order by kept_id, turn, happened.scan_id;

delete from credsweep.finding using turn where finding.finding_id = turn.finding_id and turn.turn > 1;

update credsweep.finding
set
  user_name = newest.user_name,
  risk_reasons = newest.risk_reasons,
  state = newest.state,
  last_seen_scan_id = newest.last_seen_scan_id,
  resolved_at = newest.resolved_at,
  resolved_scan_id = newest.resolved_scan_id,
  resolution = newest.resolution,
  reopened_at = newest.first_flagged_at,
  reopened_scan_id = newest.opened_scan_id,
  reopened_count = newest.turn - 1
from (select distinct on (kept_id) * from turn order by kept_id, turn desc) as newest
where finding.finding_id = newest.kept_id and newest.turn > 1;

update credsweep.finding
set news_scan_id = (
  select max(scan_id) from credsweep.finding_event where finding_event.finding_id = finding.finding_id and is_news
);

update credsweep.finding
set state = 'exempted', resolution = null, resolved_at = null, resolved_scan_id = null, exempted_by = 'policy'
where resolution = 'exempted';

update credsweep.finding
set user_created_at = fact.user_created_at, severity = fact.severity, last_seen_key_slot = fact.key_slot
from credsweep.access_key_fact as fact
where fact.scan_id = finding.last_seen_scan_id
  and fact.account_id = finding.account_id
  and fact.user_arn = finding.user_arn
  and coalesce(fact.last_rotated_at, '-infinity') = finding.key_created_at
  and fact.access_key_id is not distinct from finding.access_key_id;

drop index credsweep.finding_open_key;
drop index credsweep.finding_by_key;

alter table credsweep.finding
  add constraint finding_state_check check (state in ('open', 'resolved', 'exempted')),
  add constraint finding_resolution_check
    check (resolution in ('rotated', 'deactivated', 'deleted', 'used', 'policy_changed', 'account_left')),
  add constraint finding_check check ((state = 'resolved') = (resolution is not null));

create unique index finding_key on credsweep.finding (
  account_id, user_arn, key_created_at, coalesce(access_key_id, ''), coalesce(user_created_at, '-infinity')
);
create index finding_not_resolved on credsweep.finding (account_id) where state <> 'resolved';
create index finding_by_access_key on credsweep.finding (account_id, access_key_id);
create index finding_news on credsweep.finding (news_scan_id);

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
    fact.severity
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
    fact.severity
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

comment on view credsweep.aws_accesskey_highrisk is
  'High-risk access keys with their finding; is_new marks those that the newest completed scan opened or reopened as news.';

create view credsweep.finding_state as
  select
    finding_id, state, last_seen_scan_id, reopened_count, reopened_at, resolved_at, resolution, exempted_until,
    exemption_reason, exempted_by
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
    case when newest.event = 'exempted' then newest.actor end
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
  'Where each finding stands, or stood when the chosen scan had ended.';

create view credsweep.key_findings as
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
    stand.state,
    finding.severity,
    finding.risk_reasons,
    finding.first_flagged_at,
    finding.opened_scan_id,
    last_seen.as_of as last_seen_at,
    stand.last_seen_scan_id,
    stand.reopened_count,
    stand.reopened_at,
    stand.resolved_at,
    stand.resolution,
    stand.exempted_until,
    stand.exemption_reason,
    stand.exempted_by,
    case when stand.state = 'open' then
      extract(day from last_seen.as_of - coalesce(stand.reopened_at, finding.first_flagged_at))::integer
    end as days_open,
    case when stand.resolution in ('rotated', 'deactivated', 'deleted', 'used') then
      extract(day from stand.resolved_at - coalesce(stand.reopened_at, finding.first_flagged_at))::integer
    end as time_to_fix_days,
    finding.owner
  from credsweep.finding_state as stand
  join credsweep.finding on finding.finding_id = stand.finding_id
  join credsweep.account on account.account_id = finding.account_id
  left join credsweep.scan as last_seen on last_seen.scan_id = stand.last_seen_scan_id;

comment on view credsweep.key_findings is
  'One row for each high-risk key over its whole life: open, resolved (how, after how many days) or exempted (until when, why, by whom). Names, severity and owner are the newest that are known.';
