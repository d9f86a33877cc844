import type { Database } from '../database.ts';
import { accountsToJudge } from './accounts-to-judge.ts';
import { keysOfFindings } from './keys-of-findings.ts';

/**
 * Opens a finding for each high-risk key of the scan that has none; run it after the findings that there are have
 * moved. Two keys of one user and second whose ids nobody knows share one.
 */
export async function openFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `with account as materialized (${accountsToJudge}),
     opened as (
       insert into credsweep.finding (
         account_id, user_arn, user_name, user_created_at, is_root, key_created_at, access_key_id, risk_reasons,
         severity, owner, first_flagged_at, opened_scan_id, opened_as_new, last_seen_scan_id, last_seen_key_slot,
         news_scan_id
       )
       select
         fact.account_id, fact.user_arn, fact.user_name, fact.user_created_at, fact.is_root,
         coalesce(fact.last_rotated_at, '-infinity'), fact.access_key_id, fact.risk_reasons,
         fact.severity, fact.owner, account.as_of, $1, account.is_telling, $1, fact.key_slot,
         case when account.is_telling then $1 end
       from credsweep.access_key_fact as fact
       join account on account.account_id = fact.account_id and account.left_at is null
       where fact.scan_id = $1
         and fact.is_high_risk
         and not exists (
           select from (${keysOfFindings}) as found
           where found.account_id = fact.account_id and found.user_arn = fact.user_arn and found.key_slot = fact.key_slot
         )
       order by fact.account_id, fact.user_arn, fact.key_slot
       on conflict do nothing
       returning finding_id, opened_as_new
     )
     insert into credsweep.finding_event (finding_id, event, scan_id, is_news)
     select finding_id, 'opened', $1, opened_as_new from opened order by finding_id`,
    [scanId],
  );
}
