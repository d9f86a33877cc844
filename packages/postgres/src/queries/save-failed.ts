import type { AccountClaim, ApiCalls, CredsweepError } from '@credsweep/core';
import type { Database } from '../database.ts';
import { leaseLost } from './save-scanned.ts';
import { withoutNul } from './without-nul.ts';

/** Writes the outcome `failed`; the facts of earlier scans stay. */
export async function saveFailed(
  database: Database,
  claim: AccountClaim,
  error: CredsweepError,
  apiCalls: ApiCalls,
): Promise<void> {
  const { rowCount } = await database.query(
    `update credsweep.account_scan
     set
       state = 'failed',
       code = $4,
       message = $5,
       finished_at = now(),
       api_calls = credsweep.add_counts(api_calls, $6)
     where scan_id = $1 and account_id = $2 and lease_token = $3 and state = 'waiting'`,
    [
      claim.scanId,
      claim.accountId,
      claim.leaseToken,
      error.code,
      withoutNul(error.message),
      JSON.stringify(apiCalls),
    ],
  );
  if (rowCount === 0) throw leaseLost(claim);
}
