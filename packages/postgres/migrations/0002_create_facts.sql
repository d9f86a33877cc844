-- What a scan found in an account. A partition for each scan, so that an old scan is dropped and not deleted.
-- No table here refers to scan or account: each row is written together with its row of the ledger, which does, and
-- checking it again for every row makes all workers lock the one row of the scan.

create table credsweep.user_fact (
  scan_id integer not null,
  account_id text not null,
  user_arn text not null,
  user_name text not null,
  user_created_at timestamptz not null,
  password_enabled boolean not null,
  last_login_at timestamptz,
  days_since_login integer,
  never_logged_in boolean not null,
  last_key_used_at timestamptz,
  last_activity_at timestamptz,
  days_since_activity integer,
  mfa_active boolean not null,
  active_key_count integer not null,
  is_stale boolean not null,
  stale_reason text,
  stale_by_login boolean not null,
  stale_by_activity boolean not null,
  primary key (scan_id, account_id, user_arn)
) partition by list (scan_id);

create table credsweep.access_key_fact (
  scan_id integer not null,
  account_id text not null,
  user_arn text not null,
  user_name text not null,
  user_created_at timestamptz,
  is_root boolean not null,
  access_key_id text,
  key_slot smallint not null,
  status text not null check (status in ('Active', 'Inactive')),
  last_rotated_at timestamptz,
  age_days integer,
  age_band text not null,
  last_used_at timestamptz,
  days_since_used integer,
  last_used_region text,
  last_used_service text,
  never_used boolean not null,
  is_high_risk boolean not null,
  risk_reasons text[] not null,
  primary key (scan_id, account_id, user_arn, key_slot)
) partition by list (scan_id);

create index access_key_fact_high_risk on credsweep.access_key_fact (account_id, scan_id) where is_high_risk;

-- The root user of an account; small, and so not partitioned.
create table credsweep.root_fact (
  scan_id integer not null,
  account_id text not null,
  password_enabled boolean,
  last_login_at timestamptz,
  mfa_active boolean,
  active_key_count integer not null,
  primary key (scan_id, account_id)
);

-- Counts for each account; these stay when the facts of an old scan are dropped.
create table credsweep.account_summary (
  scan_id integer not null,
  account_id text not null,
  report_generated_at timestamptz not null,
  user_count integer not null,
  stale_user_count integer not null,
  never_logged_in_count integer not null,
  access_key_count integer not null,
  active_access_key_count integer not null,
  high_risk_key_count integer not null,
  -- In this order, for the newest scan of an account is asked for as often as one scan's accounts.
  primary key (account_id, scan_id)
);

create table credsweep.age_band_summary (
  scan_id integer not null,
  account_id text not null,
  -- Youngest first.
  band_order smallint not null,
  age_band text not null,
  active_key_count integer not null,
  inactive_key_count integer not null,
  high_risk_count integer not null,
  primary key (scan_id, account_id, band_order)
);

-- Ids of keys that were resolved once; a report has none.
create table credsweep.known_access_key (
  account_id text not null,
  access_key_id text not null,
  user_arn text not null,
  user_created_at timestamptz not null,
  key_created_at timestamptz not null,
  primary key (account_id, access_key_id)
);

-- Makes the partitions of a scan. Attaching a filled-in table, unlike "create table … partition of", lets others read on.
create procedure credsweep.create_fact_partitions(new_scan_id integer)
  language plpgsql
  as $$
  declare
    parent text;
    partition text;
  begin
    foreach parent in array array['user_fact', 'access_key_fact'] loop
      partition := format('%s_%s', parent, new_scan_id);
      execute format('create table credsweep.%I (like credsweep.%I including all)', partition, parent);
      execute format('alter table credsweep.%I attach partition credsweep.%I for values in (%s)', parent, partition, new_scan_id);
    end loop;
  end
  $$;
