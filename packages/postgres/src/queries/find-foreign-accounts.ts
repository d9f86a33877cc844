import type { Database } from '../database.ts';

/** An account that a database knows, and the organization that it is of there. */
export type KnownAccount = { readonly accountId: string; readonly organizationId: string };

/** Finds those of the given accounts that are of another organization than the given one, by id. */
export async function findForeignAccounts(
  database: Database,
  organizationId: string,
  accountIds: readonly string[],
): Promise<readonly KnownAccount[]> {
  const { rows } = await database.query<KnownAccount>(
    `select account_id as "accountId", organization_id as "organizationId"
     from credsweep.account
     where account_id = any ($2) and organization_id <> $1
     order by account_id`,
    [organizationId, accountIds],
  );
  return rows;
}
