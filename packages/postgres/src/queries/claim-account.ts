import type { AccountClaim, AccountScanJob, Policy, ScanSettings } from '@credsweep/core';
import type { Database } from '../database.ts';
import { recallKeys, toKeyMemory, type RecalledKeys } from './recall-keys.ts';

/**
 * Claims a waiting account for this worker, and recalls its keys; whoever held it before can no longer write its outcome.
 *
 * An account that another scan is reading is left to it for now, so that two scans at once do not double the load on
 * the account. A claim over two minutes old is that of a dead worker.
 */
export async function claimAccount(
  database: Database,
  job: AccountScanJob,
): Promise<AccountClaim | 'busy' | null> {
  const { rows } = await database.query<ClaimRow>({
    name: 'claim_account',
    text: `
      with contender as materialized (
        -- Locked, so that of two claims at the same moment the second one sees the first; in one order, for no deadlock.
        select scan_id, lease_token, leased_at
        from credsweep.account_scan
        where account_id = $2
          and state = 'waiting'
          and scan_id in (select scan_id from credsweep.scan where state in ('listing', 'scanning'))
        order by scan_id
        for update of account_scan
      ),
      other_scan as (
        select true as is_busy
        from contender
        where scan_id <> $1 and lease_token is not null and leased_at > now() - interval '2 minutes'
        limit 1
      ),
      claimed as (
        update credsweep.account_scan
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
          and not exists (select from other_scan)
        returning
          account_scan.account_id, lease_token, account_scan.attempts, first_claimed_at,
          organization_id, as_of, policy, settings
      )
      select claimed.*, other_scan.is_busy, recalled.*
      from (select true) as one
      left join claimed on true
      left join other_scan on true
      left join lateral (${recallKeys}) as recalled on lease_token is not null
      where lease_token is not null or is_busy`,
    values: [job.scanId, job.accountId, job.generation],
  });
  const row = rows[0];
  if (row?.is_busy === true) return 'busy';
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
        memory: toKeyMemory(row),
      };
}

type ClaimRow = RecalledKeys & {
  readonly is_busy: true | null;
  readonly lease_token: string;
  readonly attempts: number;
  readonly first_claimed_at: Date;
  readonly as_of: Date;
  readonly policy: Policy;
  readonly settings: ScanSettings;
};
