import type { RootUserCounts } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Counts the root users of an organization, those with keys and those without MFA. */
export async function countRootUsers(
  database: Database,
  organizationId: string,
): Promise<RootUserCounts> {
  const { rows } = await database.query<RootUserCounts>(
    `select
       count(*)::integer as accounts,
       count(*) filter (where active_key_count > 0)::integer as "withActiveKeys",
       count(*) filter (where password_enabled and not coalesce(mfa_active, false))::integer as "withoutMfa"
     from credsweep.account
     join credsweep.root_fact
       on root_fact.scan_id = account.last_good_scan_id and root_fact.account_id = account.account_id
     where left_at is null and organization_id = $1`,
    [organizationId],
  );
  return rows[0] as RootUserCounts;
}
