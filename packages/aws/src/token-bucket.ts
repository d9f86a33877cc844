/** Lets so many pass per second, and a few more at once after a pause. */
export interface TokenBucket {
  /** Waits for a token; those who wait are served in turn. */
  take(): Promise<void>;
}

/** The clock of a bucket; both in milliseconds. */
export type BucketClock = {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

/**
 * Gives a full bucket.
 *
 * Whoever takes a token that is not there yet owes it, and waits until it has been filled in.
 */
export function createTokenBucket(
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  { now, sleep }: BucketClock,
): TokenBucket {
  let tokens = burst;
  let filledAt = now();
  return {
    async take() {
      const at = now();
      tokens = Math.min(burst, tokens + ((at - filledAt) * perSecond) / 1000) - 1;
      filledAt = at;
      if (tokens < 0) await sleep(Math.ceil((-tokens * 1000) / perSecond));
    },
  };
}
