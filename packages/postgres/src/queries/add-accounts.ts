import { skipReason, type Account, type AccountScanJob } from '@credsweep/core';
import type { Database } from '../database.ts';
import { withoutNul, withoutNulTags } from './without-nul.ts';

/**
 * Writes one page of a listing: the accounts themselves, and the ledger rows of those that the scan takes. A listing
 * that has ended takes no more: another run of it was faster, or a person stopped the scan.
 *
 * @returns the jobs of the page's waiting accounts, of an earlier try at this page too
 */
export async function addAccounts(
  database: Database,
  scanId: number,
  accounts: readonly Account[],
  selected: ReadonlySet<string>,
): Promise<readonly AccountScanJob[]> {
  const page = accounts.map((account) => ({
    account_id: account.accountId,
    account_name: withoutNul(account.accountName),
    email: account.email,
    state: account.state,
    organization_path: account.organizationPath,
    joined_at: account.joinedAt,
    tags: account.tags === undefined ? null : withoutNulTags(account.tags),
    selected: selected.has(account.accountId),
    skip_reason: skipReason(account.state),
  }));
  const { rows } = await database.query<{ account_id: string; generation: number }>(
    `with listed as (
       -- In one order, so that two scans that list the same accounts at once do not deadlock.
       select distinct on (account_id) * from json_to_recordset($2) as page (
         account_id text, account_name text, email text, state text, organization_path text, joined_at timestamptz,
         tags jsonb, selected boolean, skip_reason text
       )
       order by account_id
     ),
     progress as (
       update credsweep.scan set listing_progress_at = now() where scan_id = $1 and state = 'listing'
       returning organization_id
     ),
     recorded as (
       insert into credsweep.account (
         account_id, organization_id, account_name, email, state, organization_path, joined_at, tags,
         first_listed_scan_id, last_listed_scan_id
       )
       select account_id, organization_id, account_name, email, state, organization_path, joined_at, tags, $1, $1
       from listed cross join progress
       on conflict (account_id) do update set
         organization_id = excluded.organization_id,
         account_name = excluded.account_name,
         email = excluded.email,
         state = excluded.state,
         organization_path = excluded.organization_path,
         joined_at = excluded.joined_at,
         tags = coalesce(excluded.tags, account.tags),
         last_listed_scan_id = greatest(account.last_listed_scan_id, excluded.last_listed_scan_id),
         left_at = null
     ),
     entered as (
       insert into credsweep.account_scan (scan_id, account_id, state, code, message, finished_at)
       select
         $1, account_id,
         case when skip_reason is null then 'waiting' else 'skipped' end,
         skip_reason,
         case when skip_reason is not null then 'AWS Organizations gives its state as ' || state || '; it cannot be entered.' end,
         case when skip_reason is not null then now() end
       from listed cross join progress
       where selected
       on conflict (scan_id, account_id) do nothing
       returning account_id, generation, state
     )
     select account_id, generation from entered where state = 'waiting'
     union all
     select account_scan.account_id, account_scan.generation
     from credsweep.account_scan join listed using (account_id) cross join progress
     where account_scan.scan_id = $1 and account_scan.state = 'waiting'`,
    [scanId, JSON.stringify(page)],
  );
  return rows.map((row) => ({ scanId, accountId: row.account_id, generation: row.generation }));
}
