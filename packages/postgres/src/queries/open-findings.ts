import type { Database } from '../database.ts';
import { keysOfFindings } from './keys-of-findings.ts';

/**
 * Opens a finding for each high-risk key of the scan that has none; two keys of one user and second whose ids nobody
 * knows share one. An account that a newer scan has read already is left to that scan.
 *
 * It is news unless the scan is the organization's baseline, or is the first to take an account that was there
 * before but was never selected.
 */
export async function openFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `insert into credsweep.finding (
       account_id, user_arn, user_name, is_root, key_created_at, access_key_id, risk_reasons, first_flagged_at,
       opened_scan_id, opened_as_new, last_seen_scan_id
     )
     select
       fact.account_id, fact.user_arn, fact.user_name, fact.is_root, coalesce(fact.last_rotated_at, '-infinity'),
       fact.access_key_id, fact.risk_reasons, scan.as_of, $1,
       organization.baseline_scan_id is not null and (account.first_listed_scan_id = $1 or exists (
         select from credsweep.account_scan as earlier
         where earlier.account_id = account.account_id and earlier.scan_id < $1
       )),
       $1
     from credsweep.access_key_fact as fact
     join credsweep.scan using (scan_id)
     join credsweep.organization using (organization_id)
     join credsweep.account on account.account_id = fact.account_id and account.last_good_scan_id = fact.scan_id
     where fact.scan_id = $1
       and fact.is_high_risk
       and account.left_at is null
       and not exists (
         select from (${keysOfFindings}) as found
         where found.account_id = fact.account_id and found.user_arn = fact.user_arn and found.key_slot = fact.key_slot
       )
     on conflict do nothing`,
    [scanId],
  );
}
