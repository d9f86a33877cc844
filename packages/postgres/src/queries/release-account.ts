import type { AccountClaim, ApiCalls } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Gives a claim back; a claim that was lost meanwhile changes nothing. */
export async function releaseAccount(
  database: Database,
  claim: AccountClaim,
  apiCalls: ApiCalls,
  attemptSpent: boolean,
): Promise<void> {
  await database.query(
    `update credsweep.account_scan
     set
       lease_token = null,
       attempts = attempts - case when $5 then 0 else 1 end,
       api_calls = credsweep.add_counts(api_calls, $4)
     where scan_id = $1 and account_id = $2 and lease_token = $3 and state = 'waiting'`,
    [claim.scanId, claim.accountId, claim.leaseToken, JSON.stringify(apiCalls), attemptSpent],
  );
}
