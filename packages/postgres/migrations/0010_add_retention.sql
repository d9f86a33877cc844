-- Old facts can be dropped; the scan, its outcomes, its counts and its findings stay.

alter table credsweep.scan
  -- When the facts were dropped; those of accounts of which nothing newer is known are still there.
  add column facts_pruned_at timestamptz;
