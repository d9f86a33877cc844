/** How long to wait for the reports that were asked for; a process has one pace for all accounts. */
export interface ReportPollPace {
  /** Whether the report of an account was asked for here and has not been seen yet. */
  isAwaited(accountId: string): boolean;
  /** Counts a look that found no report, and gives the milliseconds to wait before the next. */
  nextWaitMs(accountId: string): number;
  /** Learns from a report that is there how long they take. */
  noteReady(accountId: string): void;
}

/**
 * Gives a pace that starts at 2 s; `now` is a clock in milliseconds.
 *
 * Every look costs a call, so the first one waits as long as nine of ten reports take, which is learnt from those that
 * came before: a report that was there at the first look shortens that wait a little, one that was not lengthens it by
 * much more. What is learnt now changes only the waits of accounts to come, so with many accounts in flight each one
 * counts for less, or the wait would swing. Further looks are half a second apart at first, then ever longer, up to 15 s:
 * large accounts take minutes.
 * Accounts that nobody has looked after for ten minutes are forgotten, so the next scan starts anew.
 */
export function createReportPollPace(now: () => number): ReportPollPace {
  const awaited = new Map<string, { looks: number; firstAtMs: number; lastAtMs: number }>();
  let firstWaitMs = usualWaitMs;

  return {
    isAwaited: (accountId) => find(accountId) !== undefined,
    nextWaitMs(accountId) {
      const { looks, firstAtMs } = find(accountId) ?? { looks: 0, firstAtMs: now() };
      awaited.set(accountId, { looks: looks + 1, firstAtMs, lastAtMs: now() });
      if (looks === 0) return Math.round(firstWaitMs);
      return Math.min(shortestWaitMs * 2 ** Math.floor((looks - 1) / 2), longestWaitMs);
    },
    noteReady(accountId) {
      const known = find(accountId);
      awaited.delete(accountId);
      if (known === undefined) return;
      const tookMs = now() - known.firstAtMs;
      const stepMs = known.looks === 1 ? -earlierMs : (tookMs - firstWaitMs) / 5;
      const weight = Math.min(1, steadyAccounts / awaited.size);
      const learntMs = firstWaitMs + stepMs * weight;
      firstWaitMs = Math.min(Math.max(learntMs, shortestWaitMs), longestFirstWaitMs);
    },
  };

  function find(accountId: string) {
    const known = awaited.get(accountId);
    return known !== undefined && now() - known.lastAtMs < forgetAfterMs ? known : undefined;
  }
}

/** What AWS takes for a small account. */
const usualWaitMs = 2_000;
const shortestWaitMs = 500;
const longestWaitMs = 15_000;
/** Above it a pause would hold up small accounts for the sake of large ones. */
const longestFirstWaitMs = 5_000;
const earlierMs = 10;
/** So many accounts may be in flight before each of them counts for less. */
const steadyAccounts = 40;
const forgetAfterMs = 10 * 60_000;
