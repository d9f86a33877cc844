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
  const { judged, reportGeneratedAt, apiCalls } = result;
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
      JSON.stringify(judged.users.map(toUserRow)),
      JSON.stringify(
        judged.accessKeys.map((key) => toAccessKeyRow(key, createdAt.get(key.userArn) ?? null)),
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
  users as (
    insert into credsweep.user_fact
    select outcome.scan_id, outcome.account_id, found.*
    from outcome cross join json_to_recordset($6) as found (
      user_arn text, user_name text, user_created_at timestamptz, password_enabled boolean, last_login_at timestamptz,
      days_since_login integer, never_logged_in boolean, last_key_used_at timestamptz, last_activity_at timestamptz,
      days_since_activity integer, mfa_active boolean, active_key_count integer, is_stale boolean, stale_reason text,
      stale_by_login boolean, stale_by_activity boolean
    )
  ),
  found_key as materialized (
    select * from json_to_recordset($7) as found (
      user_arn text, user_name text, user_created_at timestamptz, is_root boolean, access_key_id text, key_slot smallint,
      status text, last_rotated_at timestamptz, age_days integer, age_band text, last_used_at timestamptz,
      days_since_used integer, last_used_region text, last_used_service text, never_used boolean, is_high_risk boolean,
      risk_reasons text[], severity text
    )
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
    select outcome.scan_id, outcome.account_id, found.*
    from outcome cross join json_to_recordset($9) as found (
      band_order smallint, age_band text, active_key_count integer, inactive_key_count integer, high_risk_count integer
    )
  ),
  summary as (
    insert into credsweep.account_summary (
      scan_id, account_id, report_generated_at, user_count, stale_user_count, never_logged_in_count,
      access_key_count, active_access_key_count, high_risk_key_count
    )
    select scan_id, account_id, $5, $10, $11, $12, $13, $14, $15 from outcome
  ),
  last_good as (
    update credsweep.account set last_good_scan_id = outcome.scan_id
    from outcome
    where account.account_id = outcome.account_id
      and (account.last_good_scan_id is null or account.last_good_scan_id < outcome.scan_id)
  )
  select from outcome`;
