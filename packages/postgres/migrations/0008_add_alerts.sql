-- The outbox: messages about findings, written by the transaction that closes a scan, and what became of each.

create table credsweep.alert_message (
  -- The same at every attempt, so that a receiver can leave out what it has accepted.
  message_id uuid primary key,
  organization_id text not null references credsweep.organization,
  -- The newest scan that the message speaks of.
  scan_id integer not null references credsweep.scan on delete cascade,
  -- As the configuration names it; how the channel is reached is never stored.
  channel text not null,
  kind text not null check (kind in ('baseline', 'new_findings', 'digest')),
  finding_count integer not null,
  message jsonb not null,
  -- Every finding of a digest that still collects them, listed in the message or not.
  digest_subjects jsonb,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  created_at timestamptz not null,
  due_at timestamptz not null,
  next_attempt_at timestamptz not null,
  attempts integer not null default 0,
  first_attempt_at timestamptz,
  -- Whoever claimed the message last holds the token, and nobody else writes that an attempt has failed.
  lease_token uuid,
  leased_until timestamptz,
  last_error_code text,
  last_error_message text,
  delivered_at timestamptz,
  check ((state = 'delivered') = (delivered_at is not null)),
  unique (scan_id, channel, kind)
);

create index alert_message_pending on credsweep.alert_message (next_attempt_at) where state = 'pending';
create index alert_message_newest on credsweep.alert_message (created_at desc);
create index alert_message_collecting on credsweep.alert_message (organization_id) where state = 'pending' and kind = 'digest';
