import type { Database } from '../database.ts';
import { sameKey } from './same-key.ts';

/** Notes of each open finding that the scan saw its key again, and what is known of the key now. */
export async function refreshFindings(database: Database, scanId: number): Promise<void> {
  await database.query(
    `update credsweep.finding
     set
       last_seen_scan_id = $1,
       access_key_id = coalesce(fact.access_key_id, finding.access_key_id),
       key_created_at = coalesce(fact.last_rotated_at, '-infinity'),
       risk_reasons = fact.risk_reasons
     from credsweep.access_key_fact as fact
     where fact.scan_id = $1
       and fact.is_high_risk
       and finding.state = 'open'
       and finding.last_seen_scan_id < $1
       and ${sameKey}`,
    [scanId],
  );
}
