-- A finding is one high-risk key over time. Its key is known by id, or by user and creation time; never by slot.

create table credsweep.finding (
  finding_id bigint generated always as identity primary key,
  account_id text not null references credsweep.account,
  user_arn text not null,
  user_name text not null,
  is_root boolean not null,
  -- "-infinity" for a key of which AWS gives no date.
  key_created_at timestamptz not null,
  access_key_id text,
  risk_reasons text[] not null,
  state text not null default 'open' check (state in ('open', 'resolved')),
  first_flagged_at timestamptz not null,
  opened_scan_id integer not null references credsweep.scan,
  -- Whether the finding was news when it was opened; nothing in a baseline is.
  opened_as_new boolean not null,
  -- No foreign key: every scan changes it in every finding that is still open.
  last_seen_scan_id integer not null,
  resolved_at timestamptz,
  resolved_scan_id integer references credsweep.scan,
  resolution text check (
    resolution in ('rotated', 'deactivated', 'deleted', 'used', 'exempted', 'policy_changed', 'account_left')
  ),
  check ((state = 'resolved') = (resolution is not null))
);

create unique index finding_open_key
  on credsweep.finding (account_id, user_arn, key_created_at, coalesce(access_key_id, ''))
  where state = 'open';
create index finding_by_key on credsweep.finding (account_id, user_arn, key_created_at);
create index finding_by_opened_scan on credsweep.finding (opened_scan_id);
