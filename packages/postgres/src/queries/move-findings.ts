import type { Database } from '../database.ts';
import { accountsToJudge } from './accounts-to-judge.ts';
import { keysOfFindings } from './keys-of-findings.ts';

/**
 * Moves the findings that there are to where the scan's facts put them, and notes what happened:
 *
 * - `open` while the key is flagged; one that was resolved or exempted is reopened, as news;
 * - `exempted` while the policy, or a person until a date, forgives it;
 * - `resolved` when the key is not flagged any more, or gone, or its account has left.
 *
 * An account that the scan did not read moves nothing.
 */
export async function moveFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `with account as materialized (${accountsToJudge}),
     met as (
       -- Of the keys that may be a finding's, the one that weighs most.
       select distinct on (finding_id) found.*
       from (${keysOfFindings}) as found
       order by
         finding_id, is_high_risk desc, 'exempted' = any (risk_reasons) desc, access_key_id, key_slot
     ),
     standing as materialized (
       select
         finding.finding_id,
         finding.state as old_state,
         case
           when account.left_at is not null then 'resolved'
           when met.is_high_risk and by_hand.finding_id is null then 'open'
           when met.is_high_risk or 'exempted' = any (met.risk_reasons) then 'exempted'
           else 'resolved'
         end as new_state,
         case
           when account.left_at is not null then 'account_left'
           when met.finding_id is null and exists (
             select from credsweep.access_key_fact as younger
             where younger.scan_id = $1
               and younger.account_id = finding.account_id
               and younger.user_arn = finding.user_arn
               and younger.last_rotated_at > finding.key_created_at
               -- A user created after the key is another one of the same name; the key went with its own.
               and (younger.user_created_at is null or younger.user_created_at <= finding.key_created_at)
           ) then 'rotated'
           when met.finding_id is null then 'deleted'
           when met.status = 'Inactive' then 'deactivated'
           when finding.risk_reasons = array['never_used'] and not met.never_used then 'used'
           else 'policy_changed'
         end as resolution,
         account.as_of,
         account.is_telling,
         finding.awaits_scan,
         finding.exempted_until as old_until,
         finding.exemption_reason as old_reason,
         finding.exempted_by as old_by,
         coalesce(by_hand.until, (met.exemption ->> 'until')::date) as exempted_until,
         coalesce(by_hand.reason, met.exemption ->> 'reason') as exemption_reason,
         coalesce(by_hand.created_by, met.exemption ->> 'by', 'policy') as exempted_by,
         met.user_arn, met.user_name, met.user_created_at, met.last_rotated_at, met.access_key_id, met.key_slot,
         array_remove(met.risk_reasons, 'exempted') as risk_reasons, met.severity, met.owner
       from credsweep.finding
       join account using (account_id)
       left join met using (finding_id)
       left join credsweep.finding_exemption as by_hand
         on by_hand.finding_id = finding.finding_id
         and by_hand.revoked_at is null
         and by_hand.until >= (account.as_of at time zone 'UTC')::date
       where finding.state <> 'resolved' or met.finding_id is not null
     ),
     judged as (
       select *, new_state = 'open' and (old_state <> 'open' or awaits_scan) as is_reopened from standing
     ),
     seen as (
       update credsweep.finding
       set
         state = new_state,
         resolution = null,
         resolved_at = null,
         resolved_scan_id = null,
         last_seen_scan_id = $1,
         last_seen_key_slot = judged.key_slot,
         user_arn = judged.user_arn,
         user_name = judged.user_name,
         user_created_at = coalesce(judged.user_created_at, finding.user_created_at),
         key_created_at = coalesce(judged.last_rotated_at, '-infinity'),
         access_key_id = coalesce(judged.access_key_id, finding.access_key_id),
         risk_reasons = judged.risk_reasons,
         severity = coalesce(judged.severity, finding.severity),
         owner = judged.owner,
         exempted_until = case when new_state = 'exempted' then judged.exempted_until end,
         exemption_reason = case when new_state = 'exempted' then judged.exemption_reason end,
         exempted_by = case when new_state = 'exempted' then judged.exempted_by end,
         awaits_scan = false,
         reopened_at = case when is_reopened then judged.as_of else finding.reopened_at end,
         reopened_scan_id = case when is_reopened then $1 else finding.reopened_scan_id end,
         reopened_count = finding.reopened_count + is_reopened::integer,
         news_scan_id = case when is_reopened and is_telling then $1 else finding.news_scan_id end
       from judged
       where finding.finding_id = judged.finding_id and new_state <> 'resolved'
     ),
     gone as (
       update credsweep.finding
       set
         state = 'resolved', resolution = judged.resolution, resolved_at = judged.as_of, resolved_scan_id = $1,
         exempted_until = null, exemption_reason = null, exempted_by = null, awaits_scan = false
       from judged
       where finding.finding_id = judged.finding_id and new_state = 'resolved' and old_state <> 'resolved'
     )
     insert into credsweep.finding_event (
       finding_id, event, scan_id, is_news, resolution, exempted_until, reason, actor
     )
     select
       finding_id,
       event,
       $1,
       event = 'reopened' and is_telling,
       case when event = 'resolved' then resolution end,
       case when event = 'exempted' then exempted_until end,
       case when event = 'exempted' then exemption_reason end,
       case when event = 'exempted' then exempted_by end
     from judged
     cross join lateral (
       values
         (1, 'exemption_ended', old_state = 'exempted' and new_state = 'open'),
         (2, 'reopened', is_reopened),
         (3, 'exempted', new_state = 'exempted' and (
           old_state <> 'exempted'
           or (old_until, old_reason, old_by) is distinct from (exempted_until, exemption_reason, exempted_by)
         )),
         (4, 'resolved', new_state = 'resolved' and old_state <> 'resolved')
     ) as happened (place, event, has_happened)
     where has_happened
     order by finding_id, place`,
    [scanId],
  );
}
