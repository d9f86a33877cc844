import type { ReportViewName, ViewReading, ViewRow } from '@credsweep/core';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { viewOrder } from './view-order.ts';

/**
 * Reads a public view through a cursor, so that memory does not grow with its size.
 *
 * The connection goes back to the pool when the batches have been read or their loop is left.
 *
 * @param scanId only rows of this scan, for views with a column `scan_id`
 */
export async function readView(
  pool: pg.Pool,
  view: ReportViewName,
  scanId: number | null,
): Promise<ViewReading> {
  const client = await pool.connect();
  try {
    const { fields } = await client.query(`select * from credsweep.${view} limit 0`);
    const columns = fields.map((field) => field.name);
    const condition = scanId !== null && columns.includes('scan_id') ? 'where scan_id = $1' : '';
    const cursor = client.query(
      new Cursor<ViewRow>(
        `select * from credsweep.${view} ${condition} order by ${viewOrder[view]}`,
        condition === '' ? [] : [scanId],
        { rowMode: 'array', types: viewTypes },
      ),
    );
    return { columns, batches: readBatches(client, cursor) };
  } catch (error) {
    client.release();
    throw error;
  }
}

async function* readBatches(
  client: pg.PoolClient,
  cursor: Cursor<ViewRow>,
): AsyncGenerator<readonly ViewRow[]> {
  try {
    for (;;) {
      const rows = await cursor.read(batchRows);
      if (rows.length === 0) return;
      yield rows;
    }
  } finally {
    await cursor.close();
    client.release();
  }
}

/** Counts and percentages are numbers, an interval is an ISO 8601 duration such as `PT1.5S`. */
const viewTypes: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') => {
    if (type === pg.types.builtins.NUMERIC || type === pg.types.builtins.INT8) return Number;
    if (type === pg.types.builtins.INTERVAL) {
      const parse = pg.types.getTypeParser(type, 'text') as (text: string) => {
        toISOString(): string;
      };
      return (text: string) => parse(text).toISOString();
    }
    return pg.types.getTypeParser(type, format as 'text') as (text: string) => unknown;
  },
};

const batchRows = 1000;
