import type pg from 'pg';

/** Something that is read and timed. */
export type Reading = {
  readonly group: string;
  readonly name: string;
  /** What it may take; null: no limit was set. */
  readonly limitMs: number | null;
  /** The views as of this scan; null: as they are now. */
  readonly asOfScan: number | null;
} & (
  | { readonly sql: string }
  /** Gives the number of rows. */
  | { readonly call: (pool: pg.Pool) => Promise<number> }
);

/** What summaries, first pages, the overview and the report summary may take. */
export const secondMs = 1000;
