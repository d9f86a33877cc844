import type { Database } from '../database.ts';
import { keysOfFindings } from './keys-of-findings.ts';

/**
 * Resolves the open findings whose key the scan looked at and did not flag, and those of accounts that have left; run
 * it after those that it did flag have been noted. An account that the scan did not read resolves nothing, and one
 * that a newer scan has read already is left to that scan.
 */
export async function resolveFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `with gone as (
       select
         finding.finding_id,
         case
           when account.left_at is not null then 'account_left'
           when fact.finding_id is null and exists (
             select from credsweep.access_key_fact as younger
             where younger.scan_id = $1
               and younger.account_id = finding.account_id
               and younger.user_arn = finding.user_arn
               and younger.last_rotated_at > finding.key_created_at
               -- A user created after the key is another one of the same name; the key went with its own.
               and (younger.user_created_at is null or younger.user_created_at <= finding.key_created_at)
           ) then 'rotated'
           when fact.finding_id is null then 'deleted'
           when 'exempted' = any (fact.risk_reasons) then 'exempted'
           when fact.status = 'Inactive' then 'deactivated'
           when finding.risk_reasons = array['never_used'] and not fact.never_used then 'used'
           else 'policy_changed'
         end as resolution
       from credsweep.finding
       join credsweep.account using (account_id)
       join credsweep.scan on scan.scan_id = $1 and scan.organization_id = account.organization_id
       left join (${keysOfFindings}) as fact using (finding_id)
       where finding.state = 'open'
         and finding.last_seen_scan_id < $1
         and (account.last_good_scan_id = $1 or account.left_at is not null)
     )
     update credsweep.finding
     set state = 'resolved', resolution = gone.resolution, resolved_at = now(), resolved_scan_id = $1
     from gone
     where finding.finding_id = gone.finding_id`,
    [scanId],
  );
}
