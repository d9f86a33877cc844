import type { AccountVisit, InventoryAccount } from '@credsweep/core';

/** A row of `selectInventoryAccounts`. */
export type InventoryAccountRow = {
  readonly accountId: string;
  readonly accountName: string;
  readonly organizationId: string;
  readonly accountState: string;
  readonly organizationPath: string | null;
  readonly users: number | null;
  readonly staleUsers: number | null;
  readonly accessKeys: number | null;
  readonly highRiskKeys: number | null;
  readonly dataAsOf: Date | null;
  readonly visit: Omit<AccountVisit, 'asOf'>;
  readonly visitAsOf: Date;
};

/** Selects the accounts that are in the organization now. */
export const selectInventoryAccounts = `
  select
    account.account_id as "accountId",
    account.account_name as "accountName",
    account.organization_id as "organizationId",
    account.state as "accountState",
    account.organization_path as "organizationPath",
    summary.user_count as "users",
    summary.stale_user_count as "staleUsers",
    summary.access_key_count as "accessKeys",
    summary.high_risk_key_count as "highRiskKeys",
    good.as_of as "dataAsOf",
    jsonb_build_object(
      'scanId', visit.scan_id, 'state', visit.state, 'code', visit.code, 'message', visit.message
    ) as visit,
    visited.as_of as "visitAsOf"
  from credsweep.account
  join credsweep.account_scan as visit
    on visit.scan_id = account.last_listed_scan_id and visit.account_id = account.account_id
  join credsweep.scan as visited on visited.scan_id = visit.scan_id
  left join credsweep.account_summary as summary
    on summary.scan_id = account.last_good_scan_id and summary.account_id = account.account_id
  left join credsweep.scan as good on good.scan_id = summary.scan_id
  where account.left_at is null`;

/** Gives a row its names in the domain. */
export function toInventoryAccount(row: InventoryAccountRow): InventoryAccount {
  const { users, staleUsers, accessKeys, highRiskKeys, dataAsOf, visit, visitAsOf, ...account } =
    row;
  return {
    ...account,
    counts:
      dataAsOf === null
        ? null
        : {
            users: users ?? 0,
            staleUsers: staleUsers ?? 0,
            accessKeys: accessKeys ?? 0,
            highRiskKeys: highRiskKeys ?? 0,
            dataAsOf,
          },
    newestScan: { ...visit, asOf: visitAsOf },
  };
}
