import type { WorstRows } from './html-report-data.ts';

/** Takes rows one by one and keeps the worst of them; memory does not grow with their number. */
export type WorstRowsKeeper<Row> = {
  readonly add: (row: Row) => void;
  readonly finish: () => WorstRows<Row>;
};

/** Opens a keeper of the `limit` rows that `compare` puts first. */
export function keepWorstRows<Row>(
  limit: number,
  compare: (left: Row, right: Row) => number,
): WorstRowsKeeper<Row> {
  let rows: Row[] = [];
  let total = 0;
  const cut = (): void => {
    rows = rows.toSorted(compare).slice(0, limit);
  };
  return {
    add: (row) => {
      rows.push(row);
      total += 1;
      if (rows.length >= limit * 2) cut();
    },
    finish: () => {
      cut();
      return { rows, total };
    },
  };
}
