/** The organization that is scanned, and how AWS behaves while it is. */
export type SimulatedLoad = {
  readonly accounts: number;
  readonly usersPerAccount: number;
  /** What each call takes, evenly spread, in milliseconds. */
  readonly latency: { readonly minMs: number; readonly maxMs: number };
  /** After so long a credential report can be read, evenly spread over the accounts, in milliseconds. */
  readonly reportReady: { readonly minMs: number; readonly maxMs: number };
  /** Of the world, of latencies and of reports: the same seed gives the same run. */
  readonly seed: number;
};

/** What is asked of the process of the simulator. */
export type SimulatorQuestion =
  /** Counts from now on, and lets four hours pass for the credential reports: AWS makes each anew. */
  'begin-scan' | 'count-calls';

/** The calls since `begin-scan`. */
export type CountedCalls = {
  readonly total: number;
  readonly byAction: Readonly<Record<string, number>>;
  readonly throttled: number;
  /** The rounds of calls that name keys, four at a time in an account, over all accounts. */
  readonly keyRounds: number;
};
