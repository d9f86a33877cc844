/** The accounts that a process has in hand, by scan. */
export interface AccountsInHand {
  take(scanId: number): void;
  /** Puts one away; true when it was the last of its scan. */
  putAway(scanId: number): boolean;
}

/** Makes the count of a process that has nothing in hand yet. */
export function createAccountsInHand(): AccountsInHand {
  const counts = new Map<number, number>();

  return {
    take(scanId) {
      counts.set(scanId, (counts.get(scanId) ?? 0) + 1);
    },
    putAway(scanId) {
      const left = (counts.get(scanId) ?? 0) - 1;
      if (left > 0) counts.set(scanId, left);
      else counts.delete(scanId);
      return left <= 0;
    },
  };
}
