import type { SimulatedLoad } from './servers/simulated-load.ts';

/** What nobody can be faster than, in milliseconds. */
export type IdealTime = {
  /** Listing the accounts: pages of 20, one after the other, 8 per second after the first 12. */
  readonly listingMs: number;
  /** The calls that one account cannot do without, one after the other. */
  readonly accountMs: number;
  /** The whole scan. */
  readonly totalMs: number;
};

/**
 * The time a perfect scanner takes under the same latencies, with the same number of accounts at the same time.
 *
 *     call     = mean latency of a call
 *     ready    = longest time until a credential report can be read: one of the last page takes it
 *     account  = (AssumeRole + Generate + Get + rounds of ListAccessKeys) x call
 *     listing  = max(pages x call, (pages - 12) / 8 per second),  pages = accounts / 20
 *     ideal    = max(listing + account + ready, accounts x account / slots)
 *
 * It has free CPUs, database and queue, fetches a report at the very moment at which it is ready, and waits for it
 * without keeping a slot. `keyRounds` is the mean number of rounds, of up to four users each, that name keys.
 */
export function calculateIdealTime(
  load: SimulatedLoad,
  slots: number,
  keyRounds: number,
): IdealTime {
  const callMs = mean(load.latency);
  const pages = Math.ceil(load.accounts / accountsPerPage);
  const listingMs = Math.max(pages * callMs, ((pages - burst) / pagesPerSecond) * 1000);
  const accountMs = (callsPerAccount + keyRounds) * callMs;
  const totalMs = Math.max(
    listingMs + accountMs + load.reportReady.maxMs,
    (load.accounts * accountMs) / slots,
  );
  return { listingMs, accountMs, totalMs };
}

function mean({ minMs, maxMs }: { readonly minMs: number; readonly maxMs: number }): number {
  return (minMs + maxMs) / 2;
}

/** Limits of AWS Organizations, "Quotas and service limits". */
const accountsPerPage = 20;
const pagesPerSecond = 8;
const burst = 12;
const callsPerAccount = 3;
