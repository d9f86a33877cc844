import {
  CredsweepError,
  summarizeAccount,
  type AccountClaim,
  type AccountScanResult,
} from '@credsweep/core';
import type { Database } from '../database.ts';
import { toAccessKeyRow, toAgeBandRow, toRootRow, toUserRow } from './fact-rows.ts';

/**
 * Writes everything that a scan found in an account, and its outcome, in one statement and so in one transaction.
 *
 * @throws CredsweepError `lease_lost` when the claim is not the newest; nothing was written then
 */
export async function saveScanned(
  database: Database,
  claim: AccountClaim,
  result: AccountScanResult,
): Promise<void> {
  const { judged, reportGeneratedAt, apiCalls, ownership } = result;
  const summary = summarizeAccount(judged, claim.policy);
  const createdAt = new Map(judged.users.map((user) => [user.userArn, user.createdAt]));
  const { rowCount } = await database.query({
    // Prepared once for each connection: planning it anew took as long as running it.
    name: 'save_scanned',
    text: saveStatement,
    values: [
      claim.scanId,
      claim.accountId,
      claim.leaseToken,
      JSON.stringify(apiCalls),
      reportGeneratedAt,
      JSON.stringify(judged.users.map((user) => toUserRow(user, ownership?.get(user.userArn)))),
      JSON.stringify(
        judged.accessKeys.map((key) =>
          toAccessKeyRow(key, createdAt.get(key.userArn) ?? null, ownership?.get(key.userArn)),
        ),
      ),
      JSON.stringify(judged.root === null ? [] : [toRootRow(judged.root)]),
      JSON.stringify(summary.ageBands.map(toAgeBandRow)),
      summary.userCount,
      summary.staleUserCount,
      summary.neverLoggedInCount,
      summary.accessKeyCount,
      summary.activeAccessKeyCount,
      summary.highRiskKeyCount,
    ],
  });
  if (rowCount === 0) throw leaseLost(claim);
}

/** The error of a worker that lost its account to another one; the other one's outcome counts. */
export function leaseLost(claim: AccountClaim): CredsweepError {
  return new CredsweepError(
    'lease_lost',
    `The claim on account ${claim.accountId} in scan ${claim.scanId} was lost: another worker took the account over, ` +
      'or the scan was stopped. Nothing was written by this one.',
    { details: { scanId: claim.scanId, accountId: claim.accountId } },
  );
}

const saveStatement = `
  with outcome as (
    update credsweep.account_scan
    set
      state = 'scanned',
      code = null,
      message = null,
      finished_at = now(),
      api_calls = credsweep.add_counts(api_calls, $4)
    where scan_id = $1 and account_id = $2 and lease_token = $3 and state = 'waiting'
    returning scan_id, account_id
  ),
  found_user as materialized (
    select * from json_to_recordset($6) as found (
      user_arn text, user_name text, user_created_at timestamptz, password_enabled boolean, last_login_at timestamptz,
      days_since_login integer, never_logged_in boolean, last_key_used_at timestamptz, last_activity_at timestamptz,
      days_since_activity integer, mfa_active boolean, active_key_count integer, is_stale boolean, stale_reason text,
      stale_by_login boolean, stale_by_activity boolean, owner text, tags jsonb
    )
  ),
  users as (
    insert into credsweep.user_fact
    select outcome.scan_id, outcome.account_id, found_user.* from outcome cross join found_user
  ),
  reported_key as materialized (
    select * from json_to_recordset($7) as found (
      user_arn text, user_name text, user_created_at timestamptz, is_root boolean, access_key_id text, key_slot smallint,
      status text, last_rotated_at timestamptz, age_days integer, age_band text, last_used_at timestamptz,
      days_since_used integer, last_used_region text, last_used_service text, never_used boolean, is_high_risk boolean,
      risk_reasons text[], severity text, owner text, tags jsonb, exemption jsonb
    )
  ),
  forgiven as materialized (
    -- Keys that a person has exempted count like those that the policy exempts. Without an id on both sides, a key is
    -- taken for the exempted one only if its user has no other of that second.
    select distinct on (reported_key.user_arn, key_slot)
      reported_key.user_arn, key_slot, age_band,
      jsonb_build_object('until', until, 'reason', reason, 'by', created_by) as exemption
    from credsweep.finding
    join credsweep.finding_exemption using (finding_id)
    join credsweep.scan on scan.scan_id = $1
    join reported_key on
      reported_key.access_key_id = finding.access_key_id
      or (
        (reported_key.access_key_id is null or finding.access_key_id is null)
        and reported_key.user_arn = finding.user_arn
        and coalesce(reported_key.last_rotated_at, '-infinity') = finding.key_created_at
        and coalesce(reported_key.user_created_at = finding.user_created_at, true)
        and not exists (
          select from reported_key as twin
          where twin.user_arn = reported_key.user_arn
            and twin.last_rotated_at is not distinct from reported_key.last_rotated_at
            and twin.key_slot <> reported_key.key_slot
        )
      )
    where finding.account_id = $2
      and revoked_at is null
      and until >= (scan.as_of at time zone 'UTC')::date
      and reported_key.is_high_risk
    order by reported_key.user_arn, key_slot
  ),
  found_key as materialized (
    select
      user_arn, user_name, user_created_at, is_root, access_key_id, key_slot, status, last_rotated_at, age_days,
      reported_key.age_band, last_used_at, days_since_used, last_used_region, last_used_service, never_used,
      is_high_risk and forgiven.exemption is null as is_high_risk,
      case when forgiven.exemption is null then risk_reasons else array_append(risk_reasons, 'exempted') end,
      case when forgiven.exemption is null then severity end as severity,
      owner, tags, coalesce(forgiven.exemption, reported_key.exemption)
    from reported_key left join forgiven using (user_arn, key_slot)
    -- Side by side, so that whoever reads the high-risk keys of all accounts reads fewer pages.
    order by is_high_risk desc, user_arn, key_slot
  ),
  access_keys as (
    insert into credsweep.access_key_fact
    select outcome.scan_id, outcome.account_id, found_key.* from outcome cross join found_key
  ),
  known_keys as (
    insert into credsweep.known_access_key (account_id, access_key_id, user_arn, user_created_at, key_created_at)
    select distinct on (access_key_id) outcome.account_id, access_key_id, user_arn, user_created_at, last_rotated_at
    from outcome cross join found_key
    where access_key_id is not null
      and user_created_at is not null
      and last_rotated_at is not null
      -- What is known already is not even locked.
      and (access_key_id, user_arn, user_created_at, last_rotated_at) not in (
        select access_key_id, user_arn, user_created_at, key_created_at from credsweep.known_access_key where account_id = $2
      )
    on conflict (account_id, access_key_id) do update set
      user_arn = excluded.user_arn, user_created_at = excluded.user_created_at, key_created_at = excluded.key_created_at
  ),
  root as (
    insert into credsweep.root_fact
    select outcome.scan_id, outcome.account_id, found.*
    from outcome cross join json_to_recordset($8) as found (
      password_enabled boolean, last_login_at timestamptz, mfa_active boolean, active_key_count integer
    )
  ),
  age_bands as (
    insert into credsweep.age_band_summary
    select
      outcome.scan_id, outcome.account_id, band_order, age_band, active_key_count, inactive_key_count,
      high_risk_count - (select count(*) from forgiven where forgiven.age_band = found.age_band)
    from outcome cross join json_to_recordset($9) as found (
      band_order smallint, age_band text, active_key_count integer, inactive_key_count integer, high_risk_count integer
    )
  ),
  summary as (
    insert into credsweep.account_summary (
      scan_id, account_id, report_generated_at, user_count, stale_user_count, never_logged_in_count,
      access_key_count, active_access_key_count, high_risk_key_count, critical_key_count, high_key_count,
      medium_key_count, low_key_count
    )
    select
      scan_id, account_id, $5, $10, $11, $12, $13, $14, $15 - (select count(*) from forgiven), critical, high, medium, low
    from outcome cross join (
      select
        count(*) filter (where severity = 'critical') as critical,
        count(*) filter (where severity = 'high') as high,
        count(*) filter (where severity = 'medium') as medium,
        count(*) filter (where severity = 'low') as low
      from found_key
    ) as counted
  ),
  owners as (
    insert into credsweep.account_owner_summary
    select outcome.scan_id, outcome.account_id, flagged.*
    from outcome cross join (
      select
        coalesce(owner, 'unknown'),
        count(*) filter (where is_user),
        count(*) filter (where not is_user),
        count(*) filter (where severity = 'critical'),
        count(*) filter (where severity = 'high'),
        count(*) filter (where severity = 'medium'),
        count(*) filter (where severity = 'low')
      from (
        select owner, true as is_user, null as severity from found_user where is_stale
        union all
        select owner, false, severity from found_key where is_high_risk
      ) as found
      group by coalesce(owner, 'unknown')
    ) as flagged
  ),
  last_good as (
    update credsweep.account set last_good_scan_id = outcome.scan_id
    from outcome
    where account.account_id = outcome.account_id
      and (account.last_good_scan_id is null or account.last_good_scan_id < outcome.scan_id)
  )
  select from outcome`;
