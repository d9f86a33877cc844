import type { ReportViewName, ViewReading, ViewRow } from '@credsweep/core';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { holdConnection, type ConnectionPool } from './database.ts';
import { viewOrder } from './view-order.ts';

/**
 * Reads a public view through a cursor, so that memory does not grow with its size. A connection is taken when the
 * first batch is asked for; it goes back to the pool when the last one has been read or the loop is left.
 *
 * @param scanId the view as it was when this scan had ended; null: as it is now
 */
export async function readView(
  pool: ConnectionPool,
  view: ReportViewName,
  scanId: number | null,
): Promise<ViewReading> {
  const { fields } = await pool.query(`select * from credsweep.${view} limit 0`);
  return { columns: fields.map((field) => field.name), batches: readBatches(pool, view, scanId) };
}

async function* readBatches(
  pool: ConnectionPool,
  view: ReportViewName,
  scanId: number | null,
): AsyncGenerator<readonly ViewRow[]> {
  const { client, broken, release } = await holdConnection(pool);
  let discard = true;
  try {
    await client.query(`begin read only; set local intervalstyle = 'iso_8601'`);
    await client.query(`select set_config('credsweep.scan_id', $1, true)`, [scanId ?? '']);
    const cursor = client.query(
      new Cursor<ViewRow>(
        `select * from credsweep.${view} where ${ownCondition(view, scanId)} order by ${viewOrder[view]}`,
        [],
        { rowMode: 'array', types: viewTypes },
      ),
    );
    let failed = false;
    try {
      for (;;) {
        const rows = await cursor.read(batchRows);
        if (rows.length === 0) return;
        yield rows;
      }
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      // After a failure pg-cursor may wait for ever; the connection is closed then.
      if (!failed) {
        await Promise.race([cursor.close(), broken]);
        await client.query('commit');
        discard = false;
      }
    }
  } finally {
    release(discard);
  }
}

/** The views that are of scans themselves do not follow the setting `credsweep.scan_id`. */
function ownCondition(view: ReportViewName, scanId: number | null): string {
  if (scanId === null) return 'true';
  if (view === 'scan_coverage') return `scan_id = ${scanId}`;
  return view === 'organization_trend' ? `scan_id <= ${scanId}` : 'true';
}

/** Counts and percentages are numbers; days, intervals and JSON are text as PostgreSQL writes them, here ISO 8601. */
const viewTypes: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') => {
    if (type === pg.types.builtins.NUMERIC || type === pg.types.builtins.INT8) return Number;
    if (textTypes.has(type)) return String;
    return pg.types.getTypeParser(type, format);
  },
};

/** Read as dates, days would be others in another time zone. */
const textTypes: ReadonlySet<number> = new Set([
  pg.types.builtins.DATE,
  pg.types.builtins.INTERVAL,
  pg.types.builtins.JSONB,
]);

const batchRows = 1000;
