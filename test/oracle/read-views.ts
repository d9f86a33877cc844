import type { TestDatabase } from '@credsweep/testkit';
import { sortRows, type ViewRecord } from './expected-views.ts';

/** Reads a view with SQL, as a dashboard does, and gives its rows in JSON. */
export async function readView(
  pool: TestDatabase['pool'],
  view: string,
): Promise<readonly ViewRecord[]> {
  const { rows } = await pool.query<ViewRecord>(`select * from credsweep.${view}`);
  return sortRows(rows.map(toJson));
}

/** Leaves columns out of rows. */
export function withoutColumns(
  rows: readonly ViewRecord[],
  ...columns: readonly string[]
): readonly ViewRecord[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column))),
  );
}

function toJson(row: ViewRecord): ViewRecord {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value instanceof Date) return [column, value.toISOString()];
      // PostgreSQL's exact numbers come as text.
      if (numericColumns.has(column)) return [column, Number(value)];
      return [column, value];
    }),
  );
}

const numericColumns: ReadonlySet<string> = new Set(['stale_percent', 'finding_id']);
