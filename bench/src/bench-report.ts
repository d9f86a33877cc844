import type { Backend, BenchOptions } from './bench-options.ts';
import type { StatementFigures } from './servers/postgres-figures.ts';

/** Everything that a run of the bench has found out; this is the JSON file. */
export type BenchReport = {
  readonly machine: MachineFigures;
  readonly options: BenchOptions;
  readonly scans: readonly ScanFigures[];
  readonly reports: readonly ReportFigures[];
  readonly baselines: readonly BaselineFigures[];
  readonly growth: readonly GrowthFigures[];
  readonly pure: readonly PureFigures[];
};

/** Where the figures come from. */
export type MachineFigures = {
  readonly measuredAt: string;
  readonly node: string;
  readonly postgres: string;
  readonly redis: string | null;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
};

/** Which scan a row is about. */
export type ScanKey = {
  readonly accounts: number;
  readonly users: number;
  readonly backend: Backend;
  readonly workers: number;
  readonly concurrency: number;
  /** 1: the first one of its database. */
  readonly scan: number;
};

/** One scan of one world. Times in milliseconds, memory in megabytes (2^20 bytes). */
export type ScanFigures = ScanKey & {
  readonly scanned: number;
  readonly wallMs: number;
  readonly idealMs: number;
  /** Ideal / wall: 1 is perfect. */
  readonly efficiency: number;
  readonly listingMs: number;
  readonly idealListingMs: number;
  /** Findings and totals: from the last account's outcome to the end. */
  readonly closingMs: number;
  readonly callsPerAccount: Readonly<Record<string, number>>;
  readonly throttledCalls: number;
  /** CPU per account: of ours while they work, and of everything else. Null: this system does not tell. */
  readonly cpuMsPerAccount: {
    readonly ours: number;
    readonly worker: number;
    readonly producer: number;
    readonly postgres: number | null;
    readonly redis: number | null;
    readonly simulator: number;
  };
  /** CPU that each worker takes until it works, whatever the number of accounts. */
  readonly startCpuMs: number;
  /** Share of the machine's CPUs that programs took which have no part in the scan, 0 to 1. */
  readonly otherCpuShare: number | null;
  readonly peakMb: { readonly producer: number; readonly worker: number };
  readonly rowsPerSecond: number;
  readonly rowsPerAccount: number;
  readonly queue: QueueFigures;
  /** The statements that took PostgreSQL longest. */
  readonly statements: readonly StatementFigures[];
};

/** What the queue asks of its backend for each account. */
export type QueueFigures = {
  /** Scripts that Redis was asked to run; 0 on PostgreSQL. */
  readonly scriptsPerJob: number;
  /** All commands that Redis ran, those inside scripts included; 0 on PostgreSQL. */
  readonly commandsPerJob: number;
  /** Statements of the ledger, and the others, which are those of the queue, if it is there. */
  readonly ledgerStatementsPerJob: number;
  readonly otherStatementsPerJob: number;
};

/** The files of a report, written by `credsweep report --out`. */
export type ReportFigures = Omit<ScanKey, 'scan'> & {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
};

/** What a scanner takes that asks for each user, on a few accounts; figures per account. */
export type BaselineFigures = {
  readonly name: string;
  readonly accounts: number;
  readonly users: number;
  readonly parallelAccounts: number;
  readonly wallMsPerAccount: number;
  readonly callsPerAccount: number;
  readonly cpuMsPerAccount: number;
};

/** How a figure grows with another: `figure ~ size ^ exponent`. */
export type GrowthFigures = {
  readonly figure: string;
  readonly over: 'accounts' | 'users';
  readonly where: string;
  readonly sizes: readonly number[];
  readonly values: readonly number[];
  readonly exponent: number;
};

/** A pure part, without any input or output. */
export type PureFigures = {
  readonly name: string;
  readonly meanMs: number;
  /** The 99th percentile. */
  readonly p99Ms: number;
  readonly runs: number;
};
