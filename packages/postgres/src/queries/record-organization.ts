import type { Organization } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Notes which organization a scan is of. */
export async function recordOrganization(
  database: Database,
  scanId: number,
  organization: Organization,
): Promise<void> {
  await database.query(
    `with recorded as (
       insert into credsweep.organization (organization_id, kind, management_account_id, notice)
       values ($2, $3, $4, $5)
       on conflict (organization_id) do update set
         kind = excluded.kind,
         management_account_id = excluded.management_account_id,
         notice = excluded.notice
       returning organization_id
     )
     update credsweep.scan set organization_id = recorded.organization_id
     from recorded
     where scan.scan_id = $1`,
    [
      scanId,
      organization.organizationId,
      organization.kind,
      organization.managementAccountId,
      organization.notice,
    ],
  );
}
