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
  exemption jsonb,
  constraint access_key_fact_pkey PRIMARY KEY (scan_id, account_id, user_arn, key_slot),
  constraint access_key_fact_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint access_key_fact_status_check CHECK ((status = ANY (ARRAY['Active'::text, 'Inactive'::text])))
) partition by LIST (scan_id);
CREATE INDEX access_key_fact_by_id ON ONLY credsweep.access_key_fact USING btree (access_key_id COLLATE "C") WHERE (access_key_id IS NOT NULL);
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
  tags jsonb,
  constraint account_pkey PRIMARY KEY (account_id),
  constraint account_account_id_check CHECK ((account_id ~ '^[0-9]{12}$'::text)),
  constraint account_first_listed_scan_id_fkey FOREIGN KEY (first_listed_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint account_last_listed_scan_id_fkey FOREIGN KEY (last_listed_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint account_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES credsweep.organization(organization_id)
);
CREATE INDEX account_by_organization ON credsweep.account USING btree (organization_id);

create table credsweep.account_owner_summary (
  scan_id integer not null,
  account_id text not null,
  owner text not null,
  stale_user_count integer not null,
  high_risk_key_count integer not null,
  critical_key_count integer not null,
  high_key_count integer not null,
  medium_key_count integer not null,
  low_key_count integer not null,
  constraint account_owner_summary_pkey PRIMARY KEY (scan_id, account_id, owner)
);

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
  critical_key_count integer not null default 0,
  high_key_count integer not null default 0,
  medium_key_count integer not null default 0,
  low_key_count integer not null default 0,
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

create table credsweep.alert_message (
  message_id uuid not null,
  organization_id text not null,
  scan_id integer not null,
  channel text not null,
  kind text not null,
  finding_count integer not null,
  message jsonb not null,
  digest_subjects jsonb,
  state text not null default 'pending'::text,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  next_attempt_at timestamp with time zone not null,
  attempts integer not null default 0,
  first_attempt_at timestamp with time zone,
  lease_token uuid,
  leased_until timestamp with time zone,
  last_error_code text,
  last_error_message text,
  delivered_at timestamp with time zone,
  constraint alert_message_pkey PRIMARY KEY (message_id),
  constraint alert_message_check CHECK (((state = 'delivered'::text) = (delivered_at IS NOT NULL))),
  constraint alert_message_kind_check CHECK ((kind = ANY (ARRAY['baseline'::text, 'new_findings'::text, 'digest'::text]))),
  constraint alert_message_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES credsweep.organization(organization_id),
  constraint alert_message_scan_id_channel_kind_key UNIQUE (scan_id, channel, kind),
  constraint alert_message_scan_id_fkey FOREIGN KEY (scan_id) REFERENCES credsweep.scan(scan_id) ON DELETE CASCADE,
  constraint alert_message_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX alert_message_collecting ON credsweep.alert_message USING btree (organization_id) WHERE ((state = 'pending'::text) AND (kind = 'digest'::text));
CREATE INDEX alert_message_newest ON credsweep.alert_message USING btree (created_at DESC);
CREATE INDEX alert_message_pending ON credsweep.alert_message USING btree (next_attempt_at) WHERE (state = 'pending'::text);

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
  user_created_at timestamp with time zone,
  severity text,
  owner text,
  last_seen_key_slot smallint,
  reopened_at timestamp with time zone,
  reopened_scan_id integer,
  reopened_count integer not null default 0,
  news_scan_id integer,
  awaits_scan boolean not null default false,
  exempted_until date,
  exemption_reason text,
  exempted_by text,
  constraint finding_pkey PRIMARY KEY (finding_id),
  constraint finding_account_id_fkey FOREIGN KEY (account_id) REFERENCES credsweep.account(account_id),
  constraint finding_check CHECK (((state = 'resolved'::text) = (resolution IS NOT NULL))),
  constraint finding_opened_scan_id_fkey FOREIGN KEY (opened_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint finding_reopened_scan_id_fkey FOREIGN KEY (reopened_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint finding_resolution_check CHECK ((resolution = ANY (ARRAY['rotated'::text, 'deactivated'::text, 'deleted'::text, 'used'::text, 'policy_changed'::text, 'account_left'::text]))),
  constraint finding_resolved_scan_id_fkey FOREIGN KEY (resolved_scan_id) REFERENCES credsweep.scan(scan_id),
  constraint finding_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint finding_state_check CHECK ((state = ANY (ARRAY['open'::text, 'resolved'::text, 'exempted'::text])))
);
CREATE INDEX finding_by_access_key ON credsweep.finding USING btree (account_id, access_key_id);
CREATE INDEX finding_by_gravity ON credsweep.finding USING btree ((
CASE severity
    WHEN 'critical'::text THEN 1
    WHEN 'high'::text THEN 2
    WHEN 'medium'::text THEN 3
    WHEN 'low'::text THEN 4
    ELSE 5
END), key_created_at, finding_id);
CREATE INDEX finding_by_opened_scan ON credsweep.finding USING btree (opened_scan_id);
CREATE INDEX finding_news ON credsweep.finding USING btree (news_scan_id);
CREATE INDEX finding_not_resolved ON credsweep.finding USING btree (account_id) WHERE (state <> 'resolved'::text);
CREATE UNIQUE INDEX finding_key ON credsweep.finding USING btree (account_id, user_arn, key_created_at, COALESCE(access_key_id, ''::text), COALESCE(user_created_at, '-infinity'::timestamp with time zone));

create table credsweep.finding_event (
  event_id bigint not null generated always as identity,
  finding_id bigint not null,
  event text not null,
  scan_id integer,
  at timestamp with time zone not null default now(),
  is_news boolean not null default false,
  resolution text,
  exempted_until date,
  reason text,
  actor text,
  constraint finding_event_pkey PRIMARY KEY (event_id),
  constraint finding_event_event_check CHECK ((event = ANY (ARRAY['opened'::text, 'reopened'::text, 'resolved'::text, 'exempted'::text, 'exemption_ended'::text]))),
  constraint finding_event_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES credsweep.finding(finding_id) ON DELETE CASCADE
);
CREATE INDEX finding_event_by_finding ON credsweep.finding_event USING btree (finding_id, event_id);
CREATE INDEX finding_event_news ON credsweep.finding_event USING btree (scan_id, finding_id) WHERE is_news;

create table credsweep.finding_exemption (
  exemption_id bigint not null generated always as identity,
  finding_id bigint not null,
  until date not null,
  reason text not null,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  revoked_by text,
  revoked_at timestamp with time zone,
  constraint finding_exemption_pkey PRIMARY KEY (exemption_id),
  constraint finding_exemption_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES credsweep.finding(finding_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX finding_exemption_in_force ON credsweep.finding_exemption USING btree (finding_id) WHERE (revoked_at IS NULL);

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
  first_seen_at timestamp with time zone not null default now(),
  baseline_scan_id integer,
  constraint organization_pkey PRIMARY KEY (organization_id),
  constraint organization_baseline_scan_id_fkey FOREIGN KEY (baseline_scan_id) REFERENCES credsweep.scan(scan_id) ON DELETE SET NULL,
  constraint organization_kind_check CHECK ((kind = ANY (ARRAY['organization'::text, 'standalone'::text, 'reports_folder'::text])))
);

create table credsweep.owner_map (
  owner_map_id integer not null generated always as identity,
  rules jsonb not null,
  fingerprint bytea not null,
  created_at timestamp with time zone not null default now(),
  constraint owner_map_pkey PRIMARY KEY (owner_map_id),
  constraint owner_map_fingerprint_key UNIQUE (fingerprint)
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
  facts_pruned_at timestamp with time zone,
  notice text,
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
CREATE INDEX user_fact_by_name ON ONLY credsweep.user_fact USING btree (lower(user_name) COLLATE "C");

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
    summary.report_generated_at,
    fact.severity,
    fact.owner,
    account.organization_path,
    fact.tags
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
            access_key_fact.risk_reasons,
            access_key_fact.severity,
            access_key_fact.owner,
            access_key_fact.tags,
            access_key_fact.exemption
           FROM credsweep.access_key_fact
          WHERE access_key_fact.scan_id = account.scan_id AND access_key_fact.account_id = account.account_id
         OFFSET 0) fact;
comment on view credsweep.aws_accesskey_details is 'Every access key, root keys included, with rotation age and last use; is_high_risk highlights the high-risk ones.';

create view credsweep.aws_accesskey_highrisk as
 SELECT account_id,
    account_name,
    user_name,
    user_arn,
    is_root,
    access_key_id,
    key_slot,
    status,
    last_rotated_at,
    age_days,
    age_band,
    last_used_at,
    days_since_used,
    last_used_region,
    last_used_service,
    never_used,
    is_high_risk,
    risk_reasons,
    scan_id,
    data_as_of,
    report_generated_at,
    (finding).finding_id AS finding_id,
    (finding).first_flagged_at AS first_flagged_at,
    COALESCE(((finding).finding_id IN ( SELECT event.finding_id
           FROM credsweep.finding_event event
          WHERE event.is_news AND (event.scan_id IN ( SELECT COALESCE(credsweep.chosen_scan_id(), max(scan.scan_id)) AS "coalesce"
                   FROM credsweep.scan
                  WHERE scan.state = 'completed'::text
                  GROUP BY scan.organization_id)))), false) AS is_new,
    severity,
    owner,
    organization_path,
    tags
   FROM ( SELECT account.account_id,
            account.account_name,
            account.scan_id,
            account.organization_path,
            scan.as_of AS data_as_of,
            summary.report_generated_at,
            fact.user_name,
            fact.user_arn,
            fact.user_created_at,
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
            fact.severity,
            fact.owner,
            fact.tags,
            COALESCE(( SELECT finding.*::credsweep.finding AS finding
                   FROM credsweep.finding
                  WHERE finding.account_id = account.account_id AND finding.access_key_id = fact.access_key_id AND
                        CASE
                            WHEN credsweep.chosen_scan_id() IS NULL THEN finding.state <> 'resolved'::text
                            ELSE finding.opened_scan_id <= credsweep.chosen_scan_id()
                        END
                  ORDER BY (finding.state <> 'resolved'::text) DESC, finding.finding_id
                 LIMIT 1), ( SELECT finding.*::credsweep.finding AS finding
                   FROM credsweep.finding
                  WHERE finding.account_id = account.account_id AND finding.user_arn = fact.user_arn AND finding.key_created_at = COALESCE(fact.last_rotated_at, '-infinity'::timestamp with time zone) AND (finding.access_key_id IS NULL OR fact.access_key_id IS NULL) AND COALESCE(finding.user_created_at = fact.user_created_at, true) AND
                        CASE
                            WHEN credsweep.chosen_scan_id() IS NULL THEN finding.state <> 'resolved'::text
                            ELSE finding.opened_scan_id <= credsweep.chosen_scan_id()
                        END
                  ORDER BY (finding.state <> 'resolved'::text) DESC, finding.finding_id
                 LIMIT 1)) AS finding
           FROM credsweep.reported_account account
             JOIN credsweep.scan ON scan.scan_id = account.scan_id
             JOIN credsweep.account_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id
             CROSS JOIN LATERAL ( SELECT access_key_fact.user_name,
                    access_key_fact.user_arn,
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
                    access_key_fact.risk_reasons,
                    access_key_fact.severity,
                    access_key_fact.owner,
                    access_key_fact.tags
                   FROM credsweep.access_key_fact
                  WHERE access_key_fact.scan_id = account.scan_id AND access_key_fact.account_id = account.account_id AND access_key_fact.is_high_risk
                 OFFSET 0) fact) key;
comment on view credsweep.aws_accesskey_highrisk is 'High-risk access keys with their finding; is_new marks those that the newest completed scan opened or reopened as news.';

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
    summary.report_generated_at,
    fact.owner,
    account.organization_path,
    fact.tags
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
            user_fact.stale_by_activity,
            user_fact.owner,
            user_fact.tags
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

create view credsweep.finding_state as
 SELECT finding.finding_id,
    finding.state,
    finding.last_seen_scan_id,
    finding.reopened_count,
    finding.reopened_at,
    finding.resolved_at,
    finding.resolution,
    finding.exempted_until,
    finding.exemption_reason,
    finding.exempted_by,
    finding.account_id,
    finding.user_name,
    finding.user_arn,
    finding.is_root,
    finding.access_key_id,
    finding.key_created_at,
    finding.severity,
    finding.risk_reasons,
    finding.first_flagged_at,
    finding.opened_scan_id,
    finding.owner
   FROM credsweep.finding
  WHERE credsweep.chosen_scan_id() IS NULL
UNION ALL
 SELECT finding.finding_id,
        CASE
            WHEN newest.event = ANY (ARRAY['resolved'::text, 'exempted'::text]) THEN newest.event
            ELSE 'open'::text
        END AS state,
    seen.scan_id AS last_seen_scan_id,
    reopened.count AS reopened_count,
    reopened.as_of AS reopened_at,
        CASE
            WHEN newest.event = 'resolved'::text THEN resolving.as_of
            ELSE NULL::timestamp with time zone
        END AS resolved_at,
    newest.resolution,
    newest.exempted_until,
    newest.reason AS exemption_reason,
        CASE
            WHEN newest.event = 'exempted'::text THEN newest.actor
            ELSE NULL::text
        END AS exempted_by,
    finding.account_id,
    finding.user_name,
    finding.user_arn,
    finding.is_root,
    finding.access_key_id,
    finding.key_created_at,
    finding.severity,
    finding.risk_reasons,
    finding.first_flagged_at,
    finding.opened_scan_id,
    finding.owner
   FROM credsweep.scan chosen
     JOIN credsweep.account ON account.organization_id = chosen.organization_id
     JOIN credsweep.finding ON finding.account_id = account.account_id
     CROSS JOIN LATERAL ( SELECT finding_event.event_id,
            finding_event.finding_id,
            finding_event.event,
            finding_event.scan_id,
            finding_event.at,
            finding_event.is_news,
            finding_event.resolution,
            finding_event.exempted_until,
            finding_event.reason,
            finding_event.actor
           FROM credsweep.finding_event
          WHERE finding_event.finding_id = finding.finding_id AND finding_event.at <= COALESCE(chosen.finished_at, now())
          ORDER BY finding_event.event_id DESC
         LIMIT 1) newest
     LEFT JOIN credsweep.scan resolving ON resolving.scan_id = newest.scan_id
     CROSS JOIN LATERAL ( SELECT count(*)::integer AS count,
            max(scan.as_of) AS as_of
           FROM credsweep.finding_event
             JOIN credsweep.scan ON scan.scan_id = finding_event.scan_id
          WHERE finding_event.finding_id = finding.finding_id AND finding_event.event = 'reopened'::text AND finding_event.event_id <= newest.event_id) reopened
     LEFT JOIN LATERAL ( SELECT max(account_summary.scan_id) AS scan_id
           FROM credsweep.account_summary
          WHERE account_summary.account_id = finding.account_id AND account_summary.scan_id <= chosen.scan_id AND (newest.event <> 'resolved'::text OR account_summary.scan_id < newest.scan_id)) seen ON true
  WHERE chosen.scan_id = credsweep.chosen_scan_id();
comment on view credsweep.finding_state is 'Each finding as it stands, or stood when the chosen scan had ended.';

create view credsweep.key_findings as
 SELECT finding.finding_id,
    account.organization_id,
    finding.account_id,
    account.account_name,
    finding.user_name,
    finding.user_arn,
    finding.is_root,
    finding.access_key_id,
    NULLIF(finding.key_created_at, '-infinity'::timestamp with time zone) AS key_created_at,
    finding.state,
    finding.severity,
    finding.risk_reasons,
    finding.first_flagged_at,
    finding.opened_scan_id,
    last_seen.as_of AS last_seen_at,
    finding.last_seen_scan_id,
    finding.reopened_count,
    finding.reopened_at,
    finding.resolved_at,
    finding.resolution,
    finding.exempted_until,
    finding.exemption_reason,
    finding.exempted_by,
        CASE
            WHEN finding.state = 'open'::text THEN EXTRACT(day FROM last_seen.as_of - COALESCE(finding.reopened_at, finding.first_flagged_at))::integer
            ELSE NULL::integer
        END AS days_open,
        CASE
            WHEN finding.resolution = ANY (ARRAY['rotated'::text, 'deactivated'::text, 'deleted'::text, 'used'::text]) THEN EXTRACT(day FROM finding.resolved_at - COALESCE(finding.reopened_at, finding.first_flagged_at))::integer
            ELSE NULL::integer
        END AS time_to_fix_days,
    finding.owner
   FROM credsweep.finding_state finding
     JOIN credsweep.account ON account.account_id = finding.account_id
     LEFT JOIN credsweep.scan last_seen ON last_seen.scan_id = finding.last_seen_scan_id;
comment on view credsweep.key_findings is 'One row for each high-risk key over its whole life: open, resolved (how, after how many days) or exempted (until when, why, by whom). Names, severity and owner are the newest that are known.';

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

create view credsweep.organization_unit_summary as
 WITH listed AS (
         SELECT reported_account.account_id,
            reported_account.organization_id,
            reported_account.organization_path,
            reported_account.scan_id
           FROM credsweep.reported_account
        UNION ALL
         SELECT account.account_id,
            account.organization_id,
            account.organization_path,
            NULL::integer
           FROM credsweep.account
          WHERE credsweep.chosen_scan_id() IS NULL AND account.left_at IS NULL AND account.last_good_scan_id IS NULL AND account.state = 'ACTIVE'::text
        UNION ALL
         SELECT account.account_id,
            account.organization_id,
            account.organization_path,
            NULL::integer
           FROM credsweep.account_scan
             JOIN credsweep.account ON account.account_id = account_scan.account_id
          WHERE account_scan.scan_id = credsweep.chosen_scan_id() AND (account_scan.state = ANY (ARRAY['failed'::text, 'waiting'::text])) AND account_scan.code IS DISTINCT FROM 'account_not_in_organization'::text AND NOT (EXISTS ( SELECT
                   FROM credsweep.account_summary
                  WHERE account_summary.account_id = account_scan.account_id AND account_summary.scan_id <= account_scan.scan_id))
        ), counted AS (
         SELECT listed.account_id,
            listed.organization_id,
            listed.organization_path,
            listed.scan_id,
            scan.as_of,
            summary.user_count,
            summary.stale_user_count,
            summary.access_key_count,
            summary.high_risk_key_count,
            summary.critical_key_count,
            summary.high_key_count,
            summary.medium_key_count,
            summary.low_key_count
           FROM listed
             LEFT JOIN credsweep.scan ON scan.scan_id = listed.scan_id
             LEFT JOIN credsweep.account_summary summary ON summary.scan_id = listed.scan_id AND summary.account_id = listed.account_id
        )
 SELECT counted.organization_id,
    COALESCE(unit.ou_id, 'unknown'::text) AS ou_id,
    unit.ou_path,
    unit.parent_path,
    count(counted.scan_id)::integer AS account_count,
    (count(*) - count(counted.scan_id))::integer AS unread_account_count,
    COALESCE(sum(counted.user_count), 0::bigint)::integer AS user_count,
    COALESCE(sum(counted.stale_user_count), 0::bigint)::integer AS stale_user_count,
    COALESCE(sum(counted.access_key_count), 0::bigint)::integer AS access_key_count,
    COALESCE(sum(counted.high_risk_key_count), 0::bigint)::integer AS high_risk_key_count,
    COALESCE(sum(counted.critical_key_count), 0::bigint)::integer AS critical_key_count,
    COALESCE(sum(counted.high_key_count), 0::bigint)::integer AS high_key_count,
    COALESCE(sum(counted.medium_key_count), 0::bigint)::integer AS medium_key_count,
    COALESCE(sum(counted.low_key_count), 0::bigint)::integer AS low_key_count,
    min(counted.as_of) AS oldest_data_as_of
   FROM counted
     LEFT JOIN LATERAL ( SELECT step.part AS ou_id,
            array_to_string(parts.parts[:step.level], '/'::text) || '/'::text AS ou_path,
                CASE
                    WHEN step.part ~~ 'ou-%'::text THEN array_to_string(parts.parts[:(step.level - 1)], '/'::text) || '/'::text
                    ELSE NULL::text
                END AS parent_path
           FROM string_to_array(counted.organization_path, '/'::text) parts(parts)
             CROSS JOIN LATERAL unnest(parts.parts) WITH ORDINALITY step(part, level)
          WHERE step.part ~~ 'ou-%'::text OR step.part ~~ 'r-%'::text) unit ON true
  GROUP BY counted.organization_id, unit.ou_id, unit.ou_path, unit.parent_path;
comment on view credsweep.organization_unit_summary is 'Users and keys of the root and of each organizational unit, those of the units below it included; accounts whose place is not known are under unknown. Places are those of now, whichever scan is chosen. unread_account_count are active accounts that no scan has read yet: they are in no other count.';

create view credsweep.owner_summary as
 SELECT summary.owner,
    count(*)::integer AS account_count,
    sum(summary.stale_user_count)::integer AS stale_user_count,
    sum(summary.high_risk_key_count)::integer AS high_risk_key_count,
    sum(summary.critical_key_count)::integer AS critical_key_count,
    sum(summary.high_key_count)::integer AS high_key_count,
    sum(summary.medium_key_count)::integer AS medium_key_count,
    sum(summary.low_key_count)::integer AS low_key_count,
        CASE
            WHEN sum(summary.critical_key_count) > 0 THEN 'critical'::text
            WHEN sum(summary.high_key_count) > 0 THEN 'high'::text
            WHEN sum(summary.medium_key_count) > 0 THEN 'medium'::text
            WHEN sum(summary.low_key_count) > 0 THEN 'low'::text
            ELSE NULL::text
        END AS worst_severity,
    min(scan.as_of) AS oldest_data_as_of
   FROM credsweep.reported_account account
     JOIN credsweep.scan ON scan.scan_id = account.scan_id
     JOIN credsweep.account_owner_summary summary ON summary.scan_id = account.scan_id AND summary.account_id = account.account_id
  GROUP BY summary.owner;
comment on view credsweep.owner_summary is 'Stale users and high-risk keys by owner, the worst owner first in reports; whoever is not known is unknown.';

create view credsweep.reported_account as
 SELECT account.account_id,
    account.account_name,
    account.organization_id,
    account.last_good_scan_id AS scan_id,
    account.organization_path
   FROM credsweep.account
  WHERE account.left_at IS NULL AND account.last_good_scan_id IS NOT NULL AND credsweep.chosen_scan_id() IS NULL
UNION ALL
 SELECT account.account_id,
    account.account_name,
    account.organization_id,
    good.scan_id,
    account.organization_path
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
