import type { Organization } from '@credsweep/core';
import type { Database } from '../database.ts';
import { withoutNul } from './without-nul.ts';

/** Notes which organization a scan is of. One that is known is not even locked, for a scan of it may be closing. */
export async function recordOrganization(
  database: Database,
  scanId: number,
  organization: Organization,
): Promise<void> {
  await database.query(
    `with known as (
       select organization_id from credsweep.organization
       where organization_id = $2 and (kind, management_account_id) is not distinct from ($3, $4)
     ),
     recorded as (
       insert into credsweep.organization (organization_id, kind, management_account_id)
       select $2, $3, $4 where not exists (select from known)
       on conflict (organization_id) do update set
         kind = excluded.kind,
         management_account_id = excluded.management_account_id
       returning organization_id
     )
     update credsweep.scan set organization_id = organization.organization_id, notice = $5
     from (select * from known union all select * from recorded) as organization
     where scan.scan_id = $1`,
    [
      scanId,
      organization.organizationId,
      organization.kind,
      organization.managementAccountId,
      organization.notice === null ? null : withoutNul(organization.notice),
    ],
  );
}
