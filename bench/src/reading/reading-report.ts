import type { ReadingOptions } from './reading-options.ts';

/** Everything that a run of the bench of reading has found out; this is the JSON file. */
export type ReadingReport = {
  readonly machine: {
    readonly measuredAt: string;
    readonly node: string;
    readonly postgres: string;
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    /** Programs that wanted a CPU, on average over a minute, before and after. */
    readonly load: readonly [number, number];
  };
  readonly options: ReadingOptions;
  readonly database: DatabaseFigures;
  readonly statements: readonly StatementFigures[];
  readonly pages: readonly PageFigures[];
  readonly programs: readonly ProgramFigures[];
  readonly csv: readonly CsvFigures[];
  readonly prune: PruneFigures | null;
};

/** What there is to be read. */
export type DatabaseFigures = {
  readonly scans: number;
  readonly accounts: number;
  readonly users: number;
  readonly accessKeys: number;
  readonly highRiskKeys: number;
  readonly findings: number;
  readonly gigabytes: number;
};

/** One statement, or what one call of ours asks; times in milliseconds. */
export type StatementFigures = {
  readonly group: string;
  readonly name: string;
  readonly rows: number;
  /** What it may take; null: no limit was set. */
  readonly limitMs: number | null;
  /** The first run, and the median of all. */
  readonly firstMs: number;
  readonly medianMs: number;
  /** CPU time of the server for one run; null: this system does not tell. */
  readonly cpuMs: number | null;
  /** Pages of 8 kB that were found in the server's memory, and that had to be fetched; null for calls. */
  readonly pagesHit: number | null;
  readonly pagesRead: number | null;
};

/** A page of `credsweep serve`; times in milliseconds. */
export type PageFigures = {
  readonly path: string;
  readonly limitMs: number | null;
  readonly kilobytes: number;
  /** The first request, and the median of all. */
  readonly firstMs: number;
  readonly medianMs: number;
};

/** `credsweep` run to its end. */
export type ProgramFigures = {
  readonly name: string;
  readonly limitMs: number | null;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
};

/** A view written as CSV. */
export type CsvFigures = {
  readonly view: string;
  readonly rows: number;
  readonly wallMs: number;
  readonly rowsPerSecond: number;
  readonly cpuMs: number;
  /** Resident memory after a tenth of the time, after half, and at the end; and the most ever. */
  readonly rssMb: readonly [number, number, number];
  readonly peakMb: number;
};

/** The oldest scan, dropped. */
export type PruneFigures = {
  readonly wallMs: number;
  readonly limitMs: number;
  readonly freedMegabytes: number;
  /** Accounts whose facts had to stay, for a newer scan could not read them. */
  readonly keptAccounts: number;
};
