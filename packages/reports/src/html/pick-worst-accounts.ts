import { sumCounts } from './count-by-account.ts';
import type { AccountCounts, CountsByAccount } from './html-report-data.ts';

/** The accounts that a chart shows, worst first, and all others as one. */
export type PickedAccounts = {
  readonly parts: readonly string[];
  readonly worst: readonly AccountCounts[];
  /** Null when every account is shown. */
  readonly rest: { readonly accountCount: number; readonly counts: readonly number[] } | null;
};

/** Worst by all counts together, or by the first part, then the second, and so on. */
export type WorstBy = 'total' | 'first_part';

/** Picks the `limit` worst accounts; one account alone is never called the rest. */
export function pickWorstAccounts(
  { parts, accounts }: CountsByAccount,
  limit: number,
  by: WorstBy,
): PickedAccounts {
  const sorted = accounts.toSorted(
    (left, right) =>
      (by === 'total' ? sumCounts(right) - sumCounts(left) : compareParts(left, right)) ||
      (left.accountId < right.accountId ? -1 : 1),
  );
  if (sorted.length <= limit + 1) return { parts, worst: sorted, rest: null };
  const others = sorted.slice(limit);
  return {
    parts,
    worst: sorted.slice(0, limit),
    rest: {
      accountCount: others.length,
      counts: parts.map((_, index) =>
        others.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0),
      ),
    },
  };
}

function compareParts(left: AccountCounts, right: AccountCounts): number {
  const differing = left.counts.findIndex((count, index) => count !== right.counts[index]);
  return differing === -1 ? 0 : (right.counts[differing] ?? 0) - (left.counts[differing] ?? 0);
}
