import type { Database } from '../database.ts';
import { keysOfFindings } from './keys-of-findings.ts';

/**
 * Notes of each open finding that the scan flagged its key again, and what is known of the key now. An account that a
 * newer scan has read already is left to that scan.
 */
export async function refreshFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `with flagged as (
       select distinct on (finding_id) found.*
       from (${keysOfFindings}) as found
       join credsweep.account using (account_id)
       where found.is_high_risk and account.last_good_scan_id = $1 and account.left_at is null
       order by finding_id, access_key_id
     )
     update credsweep.finding
     set
       last_seen_scan_id = $1,
       user_arn = flagged.user_arn,
       user_name = flagged.user_name,
       key_created_at = coalesce(flagged.last_rotated_at, '-infinity'),
       access_key_id = coalesce(flagged.access_key_id, finding.access_key_id),
       risk_reasons = flagged.risk_reasons
     from flagged
     where finding.finding_id = flagged.finding_id and finding.last_seen_scan_id < $1`,
    [scanId],
  );
}
