import { describe, expect, it } from 'vitest';
import { fitColumns } from './fit-columns.ts';

const columns = ['account_id', 'user_name', 'user_arn', 'is_stale', 'scan_id'];
const arn = 'arn:aws:iam::123456789012:user/platform/automation/deploy-bot';
const rows = [
  ['123456789012', 'deploy-bot', arn, 'true', '7'],
  ['210987654321', '', '', 'false', '7'],
];

describe('a table on a terminal', () => {
  it('with room stays as it is', () => {
    expect(fitColumns(columns, rows, 200)).toEqual({
      columns,
      rows,
      leftOut: 0,
      isCut: false,
    });
  });

  it('with little room has its long cells cut in their middle, up to what there is', () => {
    const { rows: fitted, leftOut, isCut } = fitColumns(columns, rows, 100);
    expect(leftOut).toBe(0);
    expect(isCut).toBe(true);
    expect(fitted[0]?.[2]).toMatch(/^arn:aws:iam::123.*….*deploy-bot$/);
    expect(widthOf(columns, fitted)).toBe(100);
  });

  it('with less room has the columns that matter most', () => {
    expect(fitColumns(columns, rows, 50)).toMatchObject({
      columns: ['account_id', 'user_name', 'is_stale', 'scan_id'],
      leftOut: 1,
      isCut: false,
    });
  });

  it('never lacks its first column, and none is wider than the terminal', () => {
    const trend = fitColumns(['scan_id', 'finished_at'], [['7', '2026-03-01T12:00:00.000Z']], 20);
    expect(trend).toMatchObject({ columns: ['scan_id'], leftOut: 1 });
    for (let width = 1; width < 130; width += 1) {
      const fitted = fitColumns(columns, rows, width);
      expect(widthOf(fitted.columns, fitted.rows)).toBeLessThanOrEqual(Math.max(width, 5));
    }
  });

  it('of a width that no column has room in keeps a letter', () => {
    expect(fitColumns(['account_id'], [['123456789012']], 3)).toMatchObject({
      columns: ['…'],
      rows: [['…']],
      isCut: true,
    });
  });
});

/** The width that the table has when it is drawn. */
function widthOf(names: readonly string[], cells: readonly (readonly string[])[]): number {
  return names.reduce(
    (sum, name, index) =>
      sum + Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)) + 3,
    1,
  );
}
