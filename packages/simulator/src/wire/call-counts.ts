/** How many requests arrived since the start or the last reset, answered or not. */
export type CallCounts = {
  readonly total: number;
  /** By action, such as `iam:ListUsers`; requests that name no operation are under `unknown`. */
  readonly byAction: Readonly<Record<string, number>>;
  /**
   * By the account a call concerns, then by action. AssumeRole concerns the role's account,
   * every other call the signer's; requests that could not be authenticated are not here.
   */
  readonly byAccount: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By `ok`, wire error code, or `no-response` (dropped connections). */
  readonly byOutcome: Readonly<Record<string, number>>;
  /** Answered with the service's throttling error, by a fault or a rate limit. */
  readonly throttled: number;
  /** Struck by a fault rule, delays included. */
  readonly faulted: number;
};

/** Counts requests as they pass. */
export interface CallCounter {
  countArrival(action: string): void;
  countAccount(accountId: string, action: string): void;
  countThrottled(): void;
  countFaulted(): void;
  countOutcome(outcome: string): void;
  /** A copy that no longer changes. */
  read(): CallCounts;
  reset(): void;
}

/** A counter at zero. */
export function createCallCounter(): CallCounter {
  let counts = emptyCounts();
  return {
    countArrival(action) {
      counts.total += 1;
      increment(counts.byAction, action);
    },
    countAccount(accountId, action) {
      increment((counts.byAccount[accountId] ??= {}), action);
    },
    countThrottled() {
      counts.throttled += 1;
    },
    countFaulted() {
      counts.faulted += 1;
    },
    countOutcome(outcome) {
      increment(counts.byOutcome, outcome);
    },
    read: () => structuredClone(counts),
    reset() {
      counts = emptyCounts();
    },
  };
}

type Tally = Record<string, number>;

function emptyCounts() {
  return {
    total: 0,
    byAction: {} as Tally,
    byAccount: {} as Record<string, Tally>,
    byOutcome: {} as Tally,
    throttled: 0,
    faulted: 0,
  };
}

function increment(tally: Tally, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}
