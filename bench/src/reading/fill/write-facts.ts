import type pg from 'pg';

/**
 * Writes what a scan found, judged by the default policy, with one statement for each table. An account in a hundred
 * cannot be read; which one, changes from scan to scan.
 */
export async function writeFacts(client: pg.ClientBase, scanId: number): Promise<void> {
  await client.query(
    `update credsweep.account_scan
     set
       state = case when fails then 'failed' else 'scanned' end,
       code = case when fails then 'role_missing_or_denied' end,
       message = case when fails then 'The role OrganizationAccountAccessRole of account ' || account_id
         || ' cannot be assumed: it is missing, or does not trust the credentials that the scan runs with.' end,
       attempts = 1,
       lease_token = gen_random_uuid(),
       leased_at = now(),
       first_claimed_at = now(),
       finished_at = now() + interval '2 seconds',
       api_calls = case when fails then '{"sts:AssumeRole": 1}'::jsonb
         else '{"sts:AssumeRole": 1, "iam:GenerateCredentialReport": 2, "iam:GetCredentialReport": 1}'::jsonb end
     from (select account_id as id, hashtext(account_id || $1::integer) & 127 = 7 as fails from bench.account) as drawn
     where scan_id = $1 and account_id = drawn.id and state = 'waiting'`,
    [scanId],
  );
  await client.query(keyStatement, [scanId]);
  await client.query(userStatement, [scanId]);
  await client.query(
    `insert into credsweep.root_fact (scan_id, account_id, password_enabled, last_login_at, mfa_active, active_key_count)
     select
       read.scan_id, read.account_id, hashtext(read.account_id) % 5 = 0,
       case when hashtext(read.account_id) % 5 = 0 then scan.as_of - interval '300 days' end,
       hashtext(read.account_id) % 7 <> 0,
       (
         select count(*) from credsweep.access_key_fact as fact
         where fact.scan_id = $1 and fact.account_id = read.account_id and fact.is_root and fact.status = 'Active'
       )
     from credsweep.account_scan as read join credsweep.scan using (scan_id)
     where read.scan_id = $1 and read.state = 'scanned'`,
    [scanId],
  );
  await client.query(
    `insert into credsweep.age_band_summary
     select
       $1, account_id, array_position(array['0-90', '91-180', '181-365', 'over 365'], age_band) - 1, age_band,
       count(*) filter (where status = 'Active'), count(*) filter (where status <> 'Active'),
       count(*) filter (where is_high_risk)
     from credsweep.access_key_fact where scan_id = $1
     group by account_id, age_band`,
    [scanId],
  );
  await client.query(summaryStatement, [scanId]);
  await client.query(ownerStatement, [scanId]);
  await client.query(
    `insert into credsweep.known_access_key (account_id, access_key_id, user_arn, user_created_at, key_created_at)
     select account_id, access_key_id, user_arn, user_created_at, last_rotated_at
     from credsweep.access_key_fact
     where scan_id = $1 and access_key_id is not null and user_created_at is not null
     on conflict do nothing`,
    [scanId],
  );
  await client.query(
    `update credsweep.account set last_good_scan_id = $1
     from credsweep.account_scan as read
     where read.scan_id = $1 and read.state = 'scanned' and account.account_id = read.account_id`,
    [scanId],
  );
}

const keyStatement = `
  insert into credsweep.access_key_fact (
    scan_id, account_id, user_arn, user_name, user_created_at, is_root, access_key_id, key_slot, status, last_rotated_at,
    age_days, age_band, last_used_at, days_since_used, last_used_region, last_used_service, never_used, is_high_risk,
    risk_reasons, severity, owner, tags
  )
  select
    $1, key.account_id, user_arn, user_name, user_created_at, is_root,
    case when is_high_risk and not is_root then access_key_id end,
    key_slot, status, last_rotated_at, age_days,
    case when age <= '90 days' then '0-90' when age <= '180 days' then '91-180' when age <= '365 days' then '181-365'
      else 'over 365' end,
    last_used_at,
    extract(day from as_of - last_used_at), case when last_used_at is not null then region end,
    case when last_used_at is not null then service end, last_used_at is null, is_high_risk,
    array_remove(array[
      case when is_high_risk and is_root then 'root_key' end,
      case when is_high_risk and age > '365 days' then 'rotation_overdue' end,
      case when is_high_risk and last_used_at is null and age > '7 days' then 'never_used' end
    ], null),
    case
      when not is_high_risk then null
      when is_root then 'critical'
      when age <= '365 days' then 'low'
      when last_used_at is null then 'high'
      when age > '730 days' and last_used_at >= as_of - interval '30 days' then 'high'
      when age > '730 days' or last_used_at >= as_of - interval '30 days' then 'medium'
      else 'low'
    end,
    owner,
    case when is_high_risk and owner is not null then jsonb_build_object('owner', owner, 'cost-center', 'cc-1047') end
  from bench.access_key as key
  join credsweep.account_scan as read on read.scan_id = $1 and read.account_id = key.account_id and read.state = 'scanned'
  join credsweep.scan on scan.scan_id = $1
  cross join lateral (
    select
      as_of - last_rotated_at as age,
      extract(day from as_of - last_rotated_at) as age_days,
      case when deactivated_at <= as_of then 'Inactive' else 'Active' end as status,
      case use_habit
        when 'regular' then greatest(last_rotated_at, as_of - pause_days * interval '20 hours')
        when 'stopped' then least(stopped_at, as_of)
      end as last_used_at
  ) as aged
  cross join lateral (
    select status = 'Active' and (is_root or age > '365 days' or last_used_at is null and age > '7 days') as is_high_risk
  ) as judged
  where last_rotated_at < as_of and (ended_at is null or ended_at > as_of)`;

const userStatement = `
  with used as materialized (
    select user_arn, max(last_used_at) as last_key_used_at, count(*) filter (where status = 'Active') as active_key_count
    from credsweep.access_key_fact
    where scan_id = $1
    group by user_arn
  )
  insert into credsweep.user_fact (
    scan_id, account_id, user_arn, user_name, user_created_at, password_enabled, last_login_at, days_since_login,
    never_logged_in, last_key_used_at, last_activity_at, days_since_activity, mfa_active, active_key_count, is_stale,
    stale_reason, stale_by_login, stale_by_activity, owner, tags
  )
  select
    $1, person.account_id, user_arn, user_name, person.created_at, password_enabled, last_login_at,
    extract(day from as_of - last_login_at), last_login_at is null, last_key_used_at, last_activity_at,
    extract(day from as_of - last_activity_at), mfa_active, coalesce(active_key_count, 0), stale_reason is not null,
    stale_reason, stale_reason is not null, coalesce(last_activity_at < as_of - interval '60 days', true), owner,
    case when stale_reason is not null and owner is not null
      then jsonb_build_object('owner', owner, 'cost-center', 'cc-1047') end
  from bench.iam_user as person
  join credsweep.account_scan as read
    on read.scan_id = $1 and read.account_id = person.account_id and read.state = 'scanned'
  join credsweep.scan on scan.scan_id = $1
  left join used using (user_arn)
  cross join lateral (
    select case
      when not password_enabled or login_habit = 'never' then null
      when login_habit = 'regular' then greatest(person.created_at, as_of - pause_days * interval '20 hours')
      else least(person.stopped_at, as_of)
    end as last_login_at
  ) as logged_in
  cross join lateral (
    select
      greatest(last_login_at, last_key_used_at) as last_activity_at,
      case
        when not password_enabled then 'no_password'
        when last_login_at is null then 'never_logged_in'
        when last_login_at < as_of - interval '60 days' then 'last_login_over_threshold'
      end as stale_reason
  ) as judged
  where person.created_at < as_of and (deleted_at is null or deleted_at > as_of)`;

const summaryStatement = `
  insert into credsweep.account_summary (
    scan_id, account_id, report_generated_at, user_count, stale_user_count, never_logged_in_count, access_key_count,
    active_access_key_count, high_risk_key_count, critical_key_count, high_key_count, medium_key_count, low_key_count
  )
  select
    $1, read.account_id, scan.as_of - interval '10 minutes', coalesce(users.users, 0), coalesce(users.stale, 0),
    coalesce(users.never_logged_in, 0), coalesce(keys.keys, 0), coalesce(keys.active, 0), coalesce(keys.high_risk, 0),
    coalesce(keys.critical, 0), coalesce(keys.high, 0), coalesce(keys.medium, 0), coalesce(keys.low, 0)
  from credsweep.account_scan as read
  join credsweep.scan using (scan_id)
  left join (
    select
      account_id, count(*) as users, count(*) filter (where is_stale) as stale,
      count(*) filter (where never_logged_in) as never_logged_in
    from credsweep.user_fact where scan_id = $1 group by account_id
  ) as users using (account_id)
  left join (
    select
      account_id, count(*) as keys, count(*) filter (where status = 'Active') as active,
      count(*) filter (where is_high_risk) as high_risk,
      count(*) filter (where severity = 'critical') as critical,
      count(*) filter (where severity = 'high') as high,
      count(*) filter (where severity = 'medium') as medium,
      count(*) filter (where severity = 'low') as low
    from credsweep.access_key_fact where scan_id = $1 group by account_id
  ) as keys using (account_id)
  where read.scan_id = $1 and read.state = 'scanned'`;

const ownerStatement = `
  insert into credsweep.account_owner_summary
  select
    $1, account_id, coalesce(owner, 'unknown'), count(*) filter (where is_user), count(*) filter (where not is_user),
    count(*) filter (where severity = 'critical'), count(*) filter (where severity = 'high'),
    count(*) filter (where severity = 'medium'), count(*) filter (where severity = 'low')
  from (
    select account_id, owner, true as is_user, null as severity
    from credsweep.user_fact where scan_id = $1 and is_stale
    union all
    select account_id, owner, false, severity
    from credsweep.access_key_fact where scan_id = $1 and is_high_risk
  ) as flagged
  group by account_id, coalesce(owner, 'unknown')`;
