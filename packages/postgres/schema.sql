-- The schema as the migrations leave it, written by "npm run db:dump". Nothing reads this file: it is here so that a
-- change of the schema can be seen. Partitions of scans are left out.

create table credsweep.access_key_fact (
  scan_id integer not null,
  account_id text not null,
  user_arn text not null,
  user_name text not null,
  user_created_at timestamp with time zone,
  is_root boolean not null,
  access_key_id text,
  key_slot smallint not null,
  status text not null,
  last_rotated_at timestamp with time zone,
  age_days integer,
  age_band text not null,
  last_used_at timestamp with time zone,
  days_since_used integer,
  last_used_region text,
  last_used_service text,
  never_used boolean not null,
  is_high_risk boolean not null,
  risk_reasons text[] not null,
  severity text,
  owner text,
  tags jsonb,
  constraint access_key_fact_pkey PRIMARY KEY (scan_id, account_id, user_arn, key_slot),
  constraint access_key_fact_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint access_key_fact_status_check CHECK ((status = ANY (ARRAY['Active'::text, 'Inactive'::text])))
) partition by LIST (scan_id);
CREATE INDEX access_key_fact_high_risk ON ONLY credsweep.access_key_fact USING btree (account_id, scan_id) WHERE is_high_risk;

create table credsweep.account (
  account_id text not null,
  organization_id text not null,
  account_name text not null,
  email text,
  state text not null,
  organization_path text,
  joined_at timestamp with time zone,
  first_listed_scan_id integer not null,
  last_listed_scan_id integer not null,
  left_at timestamp with time zone,
  last_good_scan_id integer,
  constraint account_pkey PRIMARY KEY (account_id),
  constraint account_account_id_check CHECK ((account_id ~ '^[0-9]{12}$'::text)),
  constraint account_first_listed_scan_id_fkey FOREIGN KEY (first_listed_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint account_last_listed_scan_id_fkey FOREIGN KEY (last_listed_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint account_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES credsweep.organization(organization_id)
);
CREATE INDEX account_by_organization ON credsweep.account USING btree (organization_id);

create table credsweep.account_scan (
  scan_id integer not null,
  account_id text not null,
  state text not null default 'waiting'::text,
  code text,
  message text,
  generation integer not null default 1,
  enqueued_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  lease_token uuid,
  leased_at timestamp with time zone,
  first_claimed_at timestamp with time zone,
  finished_at timestamp with time zone,
  api_calls jsonb not null default '{}'::jsonb,
  constraint account_scan_pkey PRIMARY KEY (scan_id, account_id),
  constraint account_scan_account_id_fkey FOREIGN KEY (account_id) REFERENCES credsweep.account(account_id),
  constraint account_scan_scan_id_fkey FOREIGN KEY (scan_id) REFERENCES credsweep.scan(scan_id) ON DELETE CASCADE,
  constraint account_scan_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'scanned'::text, 'failed'::text, 'skipped'::text])))
);
CREATE INDEX account_scan_by_account ON credsweep.account_scan USING btree (account_id, scan_id DESC);
CREATE INDEX account_scan_waiting ON credsweep.account_scan USING btree (scan_id, account_id) WHERE (state = 'waiting'::text);

create table credsweep.account_summary (
  scan_id integer not null,
  account_id text not null,
  report_generated_at timestamp with time zone not null,
  user_count integer not null,
  stale_user_count integer not null,
  never_logged_in_count integer not null,
  access_key_count integer not null,
  active_access_key_count integer not null,
  high_risk_key_count integer not null,
  constraint account_summary_pkey PRIMARY KEY (account_id, scan_id)
);

create table credsweep.age_band_summary (
  scan_id integer not null,
  account_id text not null,
  band_order smallint not null,
  age_band text not null,
  active_key_count integer not null,
  inactive_key_count integer not null,
  high_risk_count integer not null,
  constraint age_band_summary_pkey PRIMARY KEY (scan_id, account_id, band_order)
);

create table credsweep.finding (
  finding_id bigint not null generated always as identity,
  account_id text not null,
  user_arn text not null,
  user_name text not null,
  is_root boolean not null,
  key_created_at timestamp with time zone not null,
  access_key_id text,
  risk_reasons text[] not null,
  state text not null default 'open'::text,
  first_flagged_at timestamp with time zone not null,
  opened_scan_id integer not null,
  opened_as_new boolean not null,
  last_seen_scan_id integer not null,
  resolved_at timestamp with time zone,
  resolved_scan_id integer,
  resolution text,
  constraint finding_pkey PRIMARY KEY (finding_id),
  constraint finding_account_id_fkey FOREIGN KEY (account_id) REFERENCES credsweep.account(account_id),
  constraint finding_check CHECK (((state = 'resolved'::text) = (resolution IS NOT NULL))),
  constraint finding_opened_scan_id_fkey FOREIGN KEY (opened_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint finding_resolution_check CHECK ((resolution = ANY (ARRAY['rotated'::text, 'deactivated'::text, 'deleted'::text, 'used'::text, 'exempted'::text, 'policy_changed'::text, 'account_left'::text]))),
  constraint finding_resolved_scan_id_fkey FOREIGN KEY (resolved_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint finding_state_check CHECK ((state = ANY (ARRAY['open'::text, 'resolved'::text])))
);
CREATE INDEX finding_by_key ON credsweep.finding USING btree (account_id, user_arn, key_created_at);
CREATE INDEX finding_by_opened_scan ON credsweep.finding USING btree (opened_scan_id);
CREATE UNIQUE INDEX finding_open_key ON credsweep.finding USING btree (account_id, user_arn, key_created_at, COALESCE(access_key_id, ''::text)) WHERE (state = 'open'::text);

create table credsweep.instance (
  instance_id uuid not null default gen_random_uuid(),
  constraint instance_pkey PRIMARY KEY (instance_id)
);

create table credsweep.known_access_key (
  account_id text not null,
  access_key_id text not null,
  user_arn text not null,
  user_created_at timestamp with time zone not null,
  key_created_at timestamp with time zone not null,
  constraint known_access_key_pkey PRIMARY KEY (account_id, access_key_id)
);

create table credsweep.migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (number)
);

create table credsweep.organization (
  organization_id text not null,
  kind text not null,
  management_account_id text,
  notice text,
  first_seen_at timestamp with time zone not null default now(),
  baseline_scan_id integer,
  constraint organization_pkey PRIMARY KEY (organization_id),
  constraint organization_baseline_scan_id_fkey FOREIGN KEY (baseline_scan_id) REFERENCES credsweep.scan(scan_id) ON DELETE SET NULL,
  constraint organization_kind_check CHECK ((kind = ANY (ARRAY['organization'::text, 'standalone'::text, 'reports_folder'::text])))
);

create table credsweep.root_fact (
  scan_id integer not null,
  account_id text not null,
  password_enabled boolean,
  last_login_at timestamp with time zone,
  mfa_active boolean,
  active_key_count integer not null,
  constraint root_fact_pkey PRIMARY KEY (scan_id, account_id)
);

create table credsweep.scan (
  scan_id integer not null generated always as identity,
  organization_id text,
  state text not null default 'listing'::text,
  as_of timestamp with time zone not null,
  started_at timestamp with time zone not null default now(),
  listing_generation integer not null default 1,
  listing_progress_at timestamp with time zone not null default now(),
  listed_at timestamp with time zone,
  closing_begun_at timestamp with time zone,
  finished_at timestamp with time zone,
  policy jsonb not null,
  settings jsonb not null,
  error_code text,
  error_message text,
  directory_api_calls jsonb not null default '{}'::jsonb,
  totals jsonb,
  constraint scan_pkey PRIMARY KEY (scan_id),
  constraint scan_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES credsweep.organization(organization_id),
  constraint scan_state_check CHECK ((state = ANY (ARRAY['listing'::text, 'scanning'::text, 'closing'::text, 'completed'::text, 'interrupted'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE INDEX scan_by_organization ON credsweep.scan USING btree (organization_id, scan_id DESC);
CREATE INDEX scan_going_on ON credsweep.scan USING btree (scan_id) WHERE (state = ANY (ARRAY['listing'::text, 'scanning'::text, 'closing'::text]));

create table credsweep.schedule (
  name text not null,
  cron text not null,
  time_zone text not null,
  policy jsonb not null,
  settings jsonb not null,
  created_at timestamp with time zone not null default now(),
  last_started_at timestamp with time zone,
  last_scan_id integer,
  last_skipped_at timestamp with time zone,
  last_skip_reason text,
  constraint schedule_pkey PRIMARY KEY (name),
  constraint schedule_last_scan_id_fkey FOREIGN KEY (last_scan_id) REFERENCES credsweep.scan(scan_id) ON DELETE SET NULL,
  constraint schedule_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);

create table credsweep.user_fact (
  scan_id integer not null,
  account_id text not null,
  user_arn text not null,
  user_name text not null,
  user_created_at timestamp with time zone not null,
  password_enabled boolean not null,
  last_login_at timestamp with time zone,
  days_since_login integer,
  never_logged_in boolean not null,
  last_key_used_at timestamp with time zone,
  last_activity_at timestamp with time zone,
  days_since_activity integer,
  mfa_active boolean not null,
  active_key_count integer not null,
  is_stale boolean not null,
  stale_reason text,
  stale_by_login boolean not null,
  stale_by_activity boolean not null,
  owner text,
  tags jsonb,
  constraint user_fact_pkey PRIMARY KEY (scan_id, account_id, user_arn)
) partition by LIST (scan_id);

CREATE OR REPLACE FUNCTION credsweep.add_counts(jsonb, jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT COALESCE(jsonb_object_agg(sums.key, sums.total), '{}'::jsonb) AS "coalesce" FROM (SELECT both_sides.key, sum((both_sides.value)::bigint) AS total FROM (SELECT jsonb_each_text.key, jsonb_each_text.value FROM jsonb_each_text($1) jsonb_each_text(key, value) UNION ALL SELECT jsonb_each_text.key, jsonb_each_text.value FROM jsonb_each_text($2) jsonb_each_text(key, value)) both_sides GROUP BY both_sides.key) sums);

CREATE OR REPLACE FUNCTION credsweep.chosen_scan_id()
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('credsweep.scan_id'::text, true), ''::text))::integer;

CREATE OR REPLACE PROCEDURE credsweep.create_fact_partitions(IN new_scan_id integer)
 LANGUAGE plpgsql
AS $procedure$
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
  $procedure$;

create view credsweep.aws_accesskey_details as
 SELECT account.account_id,
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
    scan.as_of AS data_as_of,
    summary.report_generated_at
   FROM credsweep.reported_account account
     JOIN credsweep.scan ON scan.scan_id = account.scan_id
     JOIN credsweep.account_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id
     CROSS JOIN LATERAL ( SELECT access_key_fact.scan_id,
            access_key_fact.account_id,
            access_key_fact.user_arn,
            access_key_fact.user_name,
            access_key_fact.user_created_at,
            access_key_fact.is_root,
            access_key_fact.access_key_id,
            access_key_fact.key_slot,
            access_key_fact.status,
            access_key_fact.last_rotated_at,
            access_key_fact.age_days,
            access_key_fact.age_band,
            access_key_fact.last_used_at,
            access_key_fact.days_since_used,
            access_key_fact.last_used_region,
            access_key_fact.last_used_service,
            access_key_fact.never_used,
            access_key_fact.is_high_risk,
            access_key_fact.risk_reasons
           FROM credsweep.access_key_fact
          WHERE access_key_fact.scan_id = account.scan_id AND access_key_fact.account_id = account.account_id
         OFFSET 0) fact;
comment on view credsweep.aws_accesskey_details is 'Every access key, root keys included, with rotation age and last use; is_high_risk highlights the high-risk ones.';

create view credsweep.aws_accesskey_highrisk as
 SELECT account.account_id,
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
    scan.as_of AS data_as_of,
    summary.report_generated_at,
    finding.finding_id,
    finding.first_flagged_at,
    COALESCE(finding.opened_as_new AND finding.opened_scan_id = COALESCE(credsweep.chosen_scan_id(), newest.scan_id), false) AS is_new
   FROM credsweep.reported_account account
     JOIN credsweep.scan ON scan.scan_id = account.scan_id
     JOIN credsweep.account_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id
     CROSS JOIN LATERAL ( SELECT access_key_fact.scan_id,
            access_key_fact.account_id,
            access_key_fact.user_arn,
            access_key_fact.user_name,
            access_key_fact.user_created_at,
            access_key_fact.is_root,
            access_key_fact.access_key_id,
            access_key_fact.key_slot,
            access_key_fact.status,
            access_key_fact.last_rotated_at,
            access_key_fact.age_days,
            access_key_fact.age_band,
            access_key_fact.last_used_at,
            access_key_fact.days_since_used,
            access_key_fact.last_used_region,
            access_key_fact.last_used_service,
            access_key_fact.never_used,
            access_key_fact.is_high_risk,
            access_key_fact.risk_reasons
           FROM credsweep.access_key_fact
          WHERE access_key_fact.scan_id = account.scan_id AND access_key_fact.account_id = account.account_id AND access_key_fact.is_high_risk
         OFFSET 0) fact
     LEFT JOIN ( SELECT scan_1.organization_id,
            max(scan_1.scan_id) AS scan_id
           FROM credsweep.scan scan_1
          WHERE scan_1.state = 'completed'::text
          GROUP BY scan_1.organization_id) newest ON newest.organization_id = account.organization_id
     LEFT JOIN LATERAL ( SELECT finding_1.finding_id,
            finding_1.account_id,
            finding_1.user_arn,
            finding_1.user_name,
            finding_1.is_root,
            finding_1.key_created_at,
            finding_1.access_key_id,
            finding_1.risk_reasons,
            finding_1.state,
            finding_1.first_flagged_at,
            finding_1.opened_scan_id,
            finding_1.opened_as_new,
            finding_1.last_seen_scan_id,
            finding_1.resolved_at,
            finding_1.resolved_scan_id,
            finding_1.resolution
           FROM credsweep.finding finding_1
          WHERE finding_1.account_id = account.account_id AND finding_1.user_arn = fact.user_arn AND finding_1.key_created_at = COALESCE(fact.last_rotated_at, '-infinity'::timestamp with time zone) AND (finding_1.access_key_id = fact.access_key_id OR finding_1.access_key_id IS NULL OR fact.access_key_id IS NULL) AND
                CASE
                    WHEN credsweep.chosen_scan_id() IS NULL THEN finding_1.state = 'open'::text
                    ELSE finding_1.opened_scan_id <= credsweep.chosen_scan_id() AND COALESCE(finding_1.resolved_scan_id > credsweep.chosen_scan_id(), true)
                END
          ORDER BY (finding_1.access_key_id = fact.access_key_id) DESC NULLS LAST
         LIMIT 1) finding ON true;
comment on view credsweep.aws_accesskey_highrisk is 'High-risk access keys with their finding; is_new marks those that the newest completed scan was the first to flag.';

create view credsweep.aws_accesskey_summary as
 SELECT account.account_id,
    account.account_name,
    summary.age_band,
    summary.active_key_count,
    summary.inactive_key_count,
    summary.high_risk_count
   FROM credsweep.reported_account account
     JOIN credsweep.age_band_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id;
comment on view credsweep.aws_accesskey_summary is 'Access keys by account and age band; a band without keys has no row.';

create view credsweep.aws_staleuser_details as
 SELECT account.account_id,
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
    scan.as_of AS data_as_of,
    summary.report_generated_at
   FROM credsweep.reported_account account
     JOIN credsweep.scan ON scan.scan_id = account.scan_id
     JOIN credsweep.account_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id
     CROSS JOIN LATERAL ( SELECT user_fact.scan_id,
            user_fact.account_id,
            user_fact.user_arn,
            user_fact.user_name,
            user_fact.user_created_at,
            user_fact.password_enabled,
            user_fact.last_login_at,
            user_fact.days_since_login,
            user_fact.never_logged_in,
            user_fact.last_key_used_at,
            user_fact.last_activity_at,
            user_fact.days_since_activity,
            user_fact.mfa_active,
            user_fact.active_key_count,
            user_fact.is_stale,
            user_fact.stale_reason,
            user_fact.stale_by_login,
            user_fact.stale_by_activity
           FROM credsweep.user_fact
          WHERE user_fact.scan_id = account.scan_id AND user_fact.account_id = account.account_id
         OFFSET 0) fact;
comment on view credsweep.aws_staleuser_details is 'Every IAM user with the last login and key use; is_stale highlights the stale ones.';

create view credsweep.aws_staleuser_summary as
 SELECT account.account_id,
    account.account_name,
    summary.user_count,
    summary.stale_user_count,
    summary.never_logged_in_count,
    COALESCE(round(100.0 * summary.stale_user_count::numeric / NULLIF(summary.user_count, 0)::numeric, 1), 0::numeric) AS stale_percent,
    scan.as_of AS data_as_of
   FROM credsweep.reported_account account
     JOIN credsweep.account_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id
     JOIN credsweep.scan ON scan.scan_id = summary.scan_id;
comment on view credsweep.aws_staleuser_summary is 'Stale users by account.';

create view credsweep.organization_trend as
 SELECT scan.scan_id,
    scan.organization_id,
    scan.as_of,
    scan.finished_at,
    totals.accounts,
    totals.scanned,
    totals.failed,
    totals.skipped,
    totals.users,
    totals.stale_users,
    totals.access_keys,
    totals.active_access_keys,
    totals.high_risk_keys,
    totals.new_high_risk_keys
   FROM credsweep.scan
     CROSS JOIN LATERAL jsonb_to_record(scan.totals) totals(accounts integer, scanned integer, failed integer, skipped integer, users integer, stale_users integer, access_keys integer, active_access_keys integer, high_risk_keys integer, new_high_risk_keys integer)
  WHERE scan.state = 'completed'::text;
comment on view credsweep.organization_trend is 'Totals of each completed scan.';

create view credsweep.reported_account as
 SELECT account.account_id,
    account.account_name,
    account.organization_id,
    account.last_good_scan_id AS scan_id
   FROM credsweep.account
  WHERE account.left_at IS NULL AND account.last_good_scan_id IS NOT NULL AND credsweep.chosen_scan_id() IS NULL
UNION ALL
 SELECT account.account_id,
    account.account_name,
    account.organization_id,
    good.scan_id
   FROM credsweep.account_scan
     JOIN credsweep.account ON account.account_id = account_scan.account_id
     CROSS JOIN LATERAL ( SELECT account_summary.scan_id
           FROM credsweep.account_summary
          WHERE account_summary.account_id = account_scan.account_id AND account_summary.scan_id <= account_scan.scan_id
          ORDER BY account_summary.scan_id DESC
         LIMIT 1) good
  WHERE account_scan.scan_id = credsweep.chosen_scan_id() AND account_scan.code IS DISTINCT FROM 'account_not_in_organization'::text;
comment on view credsweep.reported_account is 'Accounts that the views show, each with the scan whose data are its last good ones.';

create view credsweep.root_credentials as
 SELECT account.account_id,
    account.account_name,
    root.password_enabled,
    root.last_login_at,
    root.mfa_active,
    root.active_key_count,
    scan.as_of AS data_as_of
   FROM credsweep.reported_account account
     JOIN credsweep.root_fact root ON root.scan_id = account.scan_id AND root.account_id = account.account_id
     JOIN credsweep.scan ON scan.scan_id = root.scan_id;
comment on view credsweep.root_credentials is 'State of each account''s root user; null where AWS says not_supported.';

create view credsweep.scan_coverage as
 SELECT account_scan.scan_id,
    account_scan.account_id,
    account.account_name,
    account_scan.state,
    account_scan.code,
    account_scan.message,
    account_scan.attempts,
    ( SELECT COALESCE(sum(jsonb_each_text.value::integer), 0::bigint)::integer AS "coalesce"
           FROM jsonb_each_text(account_scan.api_calls) jsonb_each_text(key, value)) AS api_calls,
    account_scan.finished_at - account_scan.first_claimed_at AS duration
   FROM credsweep.account_scan
     JOIN credsweep.account ON account.account_id = account_scan.account_id;
comment on view credsweep.scan_coverage is 'What became of each account in each scan.';
