import type { ApiCalls } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Ends the listing of a scan: the list of accounts is complete now. */
export async function endListing(
  database: Database,
  scanId: number,
  missingAccountIds: readonly string[],
  apiCalls: ApiCalls,
): Promise<void> {
  await database.query(
    `with ended as (
       update credsweep.scan
       set state = 'scanning', listed_at = now(), directory_api_calls = credsweep.add_counts(directory_api_calls, $3)
       where scan_id = $1 and state = 'listing'
       returning organization_id
     ),
     departed as (
       update credsweep.account set left_at = now()
       from ended join credsweep.organization using (organization_id)
       where account.organization_id = ended.organization_id
         and organization.kind = 'organization'
         and account.last_listed_scan_id < $1
         and account.left_at is null
     ),
     missing as (
       insert into credsweep.account (
         account_id, organization_id, account_name, state, first_listed_scan_id, last_listed_scan_id, left_at
       )
       select account_id, organization_id, account_id, 'NOT_LISTED', $1, $1, now()
       from ended cross join unnest($2::text[]) as account_id
       on conflict (account_id) do nothing
     )
     insert into credsweep.account_scan (scan_id, account_id, state, code, message, finished_at)
     select
       $1, account_id, 'failed', 'account_not_in_organization',
       'Account ' || account_id || ' was asked for by its id, but ' || organization_id || ' does not list it. '
         || 'Check the id, and that the credentials belong to its organization.',
       now()
     from ended cross join unnest($2::text[]) as account_id
     on conflict (scan_id, account_id) do nothing`,
    [scanId, missingAccountIds, JSON.stringify(apiCalls)],
  );
}
