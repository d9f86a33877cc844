import type { TestDatabase } from '@credsweep/testkit';

/** The rows of a view as SQL gives them, each value as a cell of a CSV file has it. */
export async function readRowTexts(
  pool: TestDatabase['pool'],
  view: string,
  columns: readonly string[],
  condition = 'true',
): Promise<readonly (readonly string[])[]> {
  const client = await pool.connect();
  try {
    await client.query(`set intervalstyle = 'iso_8601'`);
    const selected = columns.map((column) => (column === 'duration' ? 'duration::text' : column));
    const { rows } = await client.query(
      `select ${selected.join(', ')} from credsweep.${view} where ${condition}`,
    );
    return rows.map((row) => columns.map((column) => toCellText(row[column], column)));
  } finally {
    client.release();
  }
}

/** A value as text; an exact number of PostgreSQL without the zeros at its end. */
export function toCellText(value: unknown, column = ''): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' && column !== 'stale_percent') return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(' ');
  if (column === 'stale_percent') return String(Number(value));
  return JSON.stringify(value);
}

/** Takes away the apostrophes that keep a spreadsheet from calculating. */
export function withoutApostrophes(cell: string): string {
  return cell.replaceAll(/(?<=^|[;\t\r\n])'(?=[=+\-@\t\r\n])/g, '');
}

/** Rows as lines in an order of their own. */
export function sortRowTexts(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
