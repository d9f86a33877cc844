import type { NamedAccount } from '../html-report-data.ts';

/** The accounts that the tables speak of, each written into the page once. */
export type AccountList = {
  readonly list: readonly NamedAccount[];
  /** Gives the position of the account in the list. */
  readonly add: (account: NamedAccount) => number;
};

/** Opens an empty list. */
export function listAccounts(): AccountList {
  const list: NamedAccount[] = [];
  const positions = new Map<string, number>();
  return {
    list,
    add: ({ accountId, accountName }) => {
      const known = positions.get(accountId);
      if (known !== undefined) return known;
      positions.set(accountId, list.length);
      return list.push({ accountId, accountName }) - 1;
    },
  };
}
