import type { AccountClaim, AccountScanJob, Policy, ScanSettings } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Claims a waiting account for this worker; whoever held it before can no longer write its outcome. */
export async function claimAccount(
  database: Database,
  job: AccountScanJob,
): Promise<AccountClaim | null> {
  const { rows } = await database.query<ClaimRow>(
    `update credsweep.account_scan
     set
       lease_token = gen_random_uuid(),
       leased_at = now(),
       first_claimed_at = coalesce(first_claimed_at, now()),
       attempts = attempts + 1
     from credsweep.scan
     where account_scan.scan_id = $1
       and account_scan.account_id = $2
       and account_scan.generation = $3
       and account_scan.state = 'waiting'
       and scan.scan_id = account_scan.scan_id
       and scan.state in ('listing', 'scanning')
     returning lease_token, account_scan.attempts, first_claimed_at, as_of, policy, settings`,
    [job.scanId, job.accountId, job.generation],
  );
  const row = rows[0];
  return row === undefined
    ? null
    : {
        scanId: job.scanId,
        accountId: job.accountId,
        leaseToken: row.lease_token,
        attempts: row.attempts,
        firstClaimedAt: row.first_claimed_at,
        asOf: row.as_of,
        policy: row.policy,
        settings: row.settings,
      };
}

type ClaimRow = {
  readonly lease_token: string;
  readonly attempts: number;
  readonly first_claimed_at: Date;
  readonly as_of: Date;
  readonly policy: Policy;
  readonly settings: ScanSettings;
};
