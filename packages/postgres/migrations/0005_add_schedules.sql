-- Schedules, and scans that are given up for good.

create table credsweep.schedule (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  cron text not null,
  time_zone text not null,
  policy jsonb not null,
  settings jsonb not null,
  created_at timestamptz not null default now(),
  last_started_at timestamptz,
  last_scan_id integer references credsweep.scan on delete set null,
  -- A start is skipped while another scan of the organization is going on.
  last_skipped_at timestamptz,
  last_skip_reason text
);

alter table credsweep.scan
  drop constraint scan_state_check,
  add constraint scan_state_check
    check (state in ('listing', 'scanning', 'closing', 'completed', 'interrupted', 'cancelled', 'failed'));
