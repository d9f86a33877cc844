/** How long to wait between polls for the report of an account; the wait grows with the polls already made. */
export interface ReportPollPace {
  /** Counts a poll that found no report, and gives the milliseconds to wait before the next. */
  nextWaitMs(accountId: string): number;
  forget(accountId: string): void;
}

/**
 * Gives a pace that starts at 2 s and doubles to 15 s; `now` is a clock in milliseconds.
 *
 * Most reports are there after 2 s; large accounts take minutes. Polls of an account that nobody has
 * polled for ten minutes are forgotten, so the next scan starts anew.
 */
export function createReportPollPace(now: () => number): ReportPollPace {
  const polls = new Map<string, { count: number; lastAtMs: number }>();
  return {
    nextWaitMs(accountId) {
      const known = polls.get(accountId);
      const count =
        known !== undefined && now() - known.lastAtMs < forgetAfterMs ? known.count + 1 : 1;
      polls.set(accountId, { count, lastAtMs: now() });
      return Math.min(firstWaitMs * 2 ** (count - 1), longestWaitMs);
    },
    forget(accountId) {
      polls.delete(accountId);
    },
  };
}

const firstWaitMs = 2_000;
const longestWaitMs = 15_000;
const forgetAfterMs = 10 * 60_000;
