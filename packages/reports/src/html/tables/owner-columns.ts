import type { TableColumn } from './report-table.ts';

/** The column of owners; there is none as long as no row has one. */
export function ownerColumns<Row extends { readonly owner: string | null }>(
  rows: readonly Row[],
): readonly TableColumn<Row>[] {
  if (rows.every(({ owner }) => owner === null)) return [];
  return [{ kind: 'text', title: 'Owner', empty: 'unknown', cell: ({ owner }) => owner }];
}
