-- Organizations, their accounts, scans, and the ledger: what became of each account in each scan.

create table credsweep.organization (
  organization_id text primary key,
  kind text not null check (kind in ('organization', 'standalone', 'reports_folder')),
  management_account_id text,
  notice text,
  first_seen_at timestamptz not null default now(),
  -- The first completed scan; nothing that it found is new.
  baseline_scan_id integer
);

create table credsweep.scan (
  scan_id integer generated always as identity primary key,
  organization_id text references credsweep.organization,
  state text not null default 'listing'
    check (state in ('listing', 'scanning', 'closing', 'completed', 'interrupted', 'failed')),
  -- Whole milliseconds, so that ages counted here and in JavaScript agree.
  as_of timestamptz not null,
  started_at timestamptz not null default now(),
  listing_generation integer not null default 1,
  listing_progress_at timestamptz not null default now(),
  listed_at timestamptz,
  closing_begun_at timestamptz,
  finished_at timestamptz,
  policy jsonb not null,
  settings jsonb not null,
  error_code text,
  error_message text,
  directory_api_calls jsonb not null default '{}',
  -- Totals, written once by the transaction that closes the scan.
  totals jsonb
);

create index scan_by_organization on credsweep.scan (organization_id, scan_id desc);
create index scan_going_on on credsweep.scan (scan_id) where state in ('listing', 'scanning', 'closing');

alter table credsweep.organization
  add foreign key (baseline_scan_id) references credsweep.scan on delete set null;

create table credsweep.account (
  account_id text primary key check (account_id ~ '^[0-9]{12}$'),
  organization_id text not null references credsweep.organization,
  account_name text not null,
  email text,
  state text not null,
  organization_path text,
  joined_at timestamptz,
  first_listed_scan_id integer not null references credsweep.scan,
  last_listed_scan_id integer not null references credsweep.scan,
  -- Set when a complete listing of the organization does not have the account any more.
  left_at timestamptz,
  -- The newest scan that read the account: its facts are the account's last good data. No foreign key, for each
  -- account of each scan would pay for it, and the ledger row that comes with it has one.
  last_good_scan_id integer
);

create index account_by_organization on credsweep.account (organization_id);

create table credsweep.account_scan (
  scan_id integer not null references credsweep.scan on delete cascade,
  account_id text not null references credsweep.account,
  state text not null default 'waiting' check (state in ('waiting', 'scanned', 'failed', 'skipped')),
  -- Why the account failed (an error code) or was skipped (a reason).
  code text,
  message text,
  -- A job carries the generation for which it was enqueued; one of an older generation does nothing.
  generation integer not null default 1,
  enqueued_at timestamptz not null default now(),
  attempts integer not null default 0,
  -- Whoever claimed the account last holds the token, and nobody else can write its outcome.
  lease_token uuid,
  leased_at timestamptz,
  first_claimed_at timestamptz,
  finished_at timestamptz,
  api_calls jsonb not null default '{}',
  primary key (scan_id, account_id)
);

-- With the account, so that whichever index the planner takes to claim an account, it reads one row and not all that wait.
create index account_scan_waiting on credsweep.account_scan (scan_id, account_id) where state = 'waiting';
create index account_scan_by_account on credsweep.account_scan (account_id, scan_id desc);

-- Adds two objects of counts key by key.
create function credsweep.add_counts(jsonb, jsonb) returns jsonb
  language sql immutable parallel safe
  return (
    select coalesce(jsonb_object_agg(key, total), '{}')
    from (
      select key, sum(value::bigint) as total
      from (select * from jsonb_each_text($1) union all select * from jsonb_each_text($2)) as both_sides
      group by key
    ) as sums
  );
