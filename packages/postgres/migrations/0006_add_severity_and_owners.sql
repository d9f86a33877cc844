-- How urgent a high-risk key is, and who answers for users and keys.

alter table credsweep.access_key_fact
  -- Null for a key that is not high-risk, and for facts of scans before this migration.
  add column severity text check (severity in ('critical', 'high', 'medium', 'low')),
  -- Null where nobody was asked or nobody is known.
  add column owner text,
  -- Tags of the user; null where they were not read.
  add column tags jsonb;

alter table credsweep.user_fact
  add column owner text,
  add column tags jsonb;
