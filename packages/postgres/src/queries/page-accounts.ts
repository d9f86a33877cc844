import type { AccountOrder, AccountPageRequest, InventoryAccount } from '@credsweep/core';
import type { Database } from '../database.ts';
import {
  selectInventoryAccounts,
  toInventoryAccount,
  type InventoryAccountRow,
} from './inventory-account-row.ts';

/** Reads a page of the accounts that are in the organization now. */
export async function pageAccounts(
  database: Database,
  { order, text, after, limit }: AccountPageRequest,
): Promise<readonly InventoryAccount[]> {
  const { value, given, direction } = orders[order];
  const { rows } = await database.query<InventoryAccountRow>(
    `select * from (${selectInventoryAccounts}) as listed
     where (
         $1::text is null
         or position(lower($1) in lower("accountName")) > 0
         or "accountId" like $2
       )
       and (
         ${given} is null
         or ${value} ${direction === 'asc' ? '>' : '<'} ${given}
         or (${value} = ${given} and "accountId" > $4)
       )
     order by ${value} ${direction}, "accountId"
     limit $5`,
    [
      text,
      /^\d{1,12}$/.test(text ?? '') ? `${text}%` : '',
      after?.value ?? null,
      after?.accountId ?? null,
      limit,
    ],
  );
  return rows.map(toInventoryAccount);
}

/** What accounts are ordered by, and the same of the last one of the page before. */
type Ordering = {
  readonly value: string;
  readonly given: string;
  readonly direction: 'asc' | 'desc';
};

/** Accounts that no scan has read come after all others, for nothing is known of them. */
const orders = {
  'high-risk-keys': byCount('highRiskKeys'),
  'stale-users': byCount('staleUsers'),
  users: byCount('users'),
  name: {
    value: 'lower("accountName") collate "C"',
    given: 'lower($3::text) collate "C"',
    direction: 'asc',
  },
} as const satisfies Record<AccountOrder, Ordering>;

function byCount(column: string): Ordering {
  return { value: `coalesce("${column}", -1)`, given: '$3::integer', direction: 'desc' };
}
