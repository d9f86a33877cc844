import type { Database } from '../database.ts';
import { sameKey } from './same-key.ts';

/**
 * Resolves the open findings whose key the scan looked at and did not flag, and those of accounts that have left.
 * An account that the scan did not read resolves nothing.
 */
export async function resolveFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `with gone as (
       select
         finding.finding_id,
         case
           when account.left_at is not null then 'account_left'
           when fact.key_slot is null and exists (
             select from credsweep.access_key_fact as younger
             where younger.scan_id = $1
               and younger.account_id = finding.account_id
               and younger.user_arn = finding.user_arn
               and younger.last_rotated_at > finding.key_created_at
           ) then 'rotated'
           when fact.key_slot is null then 'deleted'
           when 'exempted' = any (fact.risk_reasons) then 'exempted'
           when fact.status = 'Inactive' then 'deactivated'
           when finding.risk_reasons = array['never_used'] and not fact.never_used then 'used'
           else 'policy_changed'
         end as resolution
       from credsweep.finding
       join credsweep.account using (account_id)
       join credsweep.scan on scan.scan_id = $1 and scan.organization_id = account.organization_id
       left join credsweep.account_scan on account_scan.scan_id = $1 and account_scan.account_id = finding.account_id
       left join credsweep.access_key_fact as fact on fact.scan_id = $1 and ${sameKey}
       where finding.state = 'open'
         and finding.last_seen_scan_id < $1
         and (account_scan.state = 'scanned' or account.left_at is not null)
         and fact.is_high_risk is not true
     )
     update credsweep.finding
     set state = 'resolved', resolution = gone.resolution, resolved_at = now(), resolved_scan_id = $1
     from gone
     where finding.finding_id = gone.finding_id`,
    [scanId],
  );
}
