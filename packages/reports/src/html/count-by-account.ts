import type { AccountCounts, CountsByAccount, NamedAccount } from './html-report-data.ts';

/** Adds up counts by account and part. */
export type AccountCounter = {
  /** A part that is not among the known ones gets a place of its own, so that no count is lost. */
  readonly add: (account: NamedAccount, part: string, count: number) => void;
  /** Parts of which nothing was counted are left out, and so are accounts without any count. */
  readonly finish: () => CountsByAccount;
};

/** Opens a counter whose parts come in the given order. */
export function countByAccount(knownParts: readonly string[]): AccountCounter {
  const parts = [...knownParts];
  const accounts = new Map<string, NamedAccount & { readonly counts: number[] }>();
  return {
    add: ({ accountId, accountName }, part, count) => {
      if (!parts.includes(part)) parts.push(part);
      const account = accounts.get(accountId) ?? { accountId, accountName, counts: [] };
      const index = parts.indexOf(part);
      account.counts[index] = (account.counts[index] ?? 0) + count;
      accounts.set(accountId, account);
    },
    finish: () => {
      const counted = parts
        .map((_, index) => index)
        .filter((index) => [...accounts.values()].some(({ counts }) => (counts[index] ?? 0) > 0));
      return {
        parts: counted.map((index) => parts[index] ?? ''),
        accounts: [...accounts.values()]
          .map(({ accountId, accountName, counts }) => ({
            accountId,
            accountName,
            counts: counted.map((index) => counts[index] ?? 0),
          }))
          .filter((account) => sumCounts(account) > 0),
      };
    },
  };
}

/** All counts of an account together. */
export function sumCounts({ counts }: Pick<AccountCounts, 'counts'>): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
