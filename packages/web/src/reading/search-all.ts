import type { InventoryAccessKey, InventoryAccount, InventoryUser } from '@credsweep/core';
import type { WebSources } from '../web-sources.ts';

/** What was found for a text. */
export type SearchResult = {
  readonly accounts: readonly InventoryAccount[];
  readonly users: readonly InventoryUser[];
  readonly accessKeys: readonly InventoryAccessKey[];
  /** Whether there may be more than is here. */
  readonly isCut: boolean;
};

/** Looks for accounts, users and keys. Names that begin with the text come before those that have it inside. */
export async function searchAll({ inventory }: WebSources, text: string): Promise<SearchResult> {
  const [accounts, users, accessKeys] = await Promise.all([
    inventory.listAccounts({ order: 'name', text, after: null, limit: maxRows + 1 }),
    inventory.findUsers(text, maxRows + 1),
    keyIdPattern.test(text) ? inventory.findAccessKeys(text, maxRows + 1) : [],
  ]);
  const namesNoUser = text.startsWith('arn:') || wholeKeyPattern.test(text);
  const containing =
    namesNoUser || users.length > maxRows
      ? []
      : await inventory.findUsersContaining(text, maxRows + 1);
  const known = new Set(users.map(({ userArn }) => userArn));
  const all = [...users, ...(containing ?? []).filter(({ userArn }) => !known.has(userArn))];
  return {
    accounts: accounts.slice(0, maxRows),
    users: all.slice(0, maxRows),
    accessKeys: accessKeys.slice(0, maxRows),
    isCut:
      containing === null || [accounts, all, accessKeys].some(({ length }) => length > maxRows),
  };
}

const maxRows = 50;
/** Ids of keys begin with AKIA, and whoever types only a part of it types the beginning. */
const keyIdPattern = /^[A-Za-z0-9]{4,128}$/;
const wholeKeyPattern = /^A[KS]IA[A-Z2-7]{6,}$/i;
