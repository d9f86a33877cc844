import { expect, test } from 'vitest';
import { listAccounts } from './list-accounts.ts';
import { renderTable } from './render-table.ts';
import type { ReportTable } from './report-table.ts';

test('a table that is cut says how many rows of how many it has, and where all are', () => {
  const page = render(makeTable(100, 250), true, 1000);
  const rows = JSON.parse(/"rows":(\[.*\])\}/s.exec(page)?.[1] ?? '') as unknown[];
  expect(rows.length).toBeLessThan(100);
  expect(page).toContain(`This page has ${rows.length} of 250 rows`);
  expect(page).toContain('href="rows.csv"');
});

test('without files beside the page, the command that writes the rows is named', () => {
  const page = render(makeTable(3, 3), false);
  expect(page).not.toContain('href');
  expect(page).toContain('credsweep report --table rows --format csv');
});

test('a table without rows says so', () => {
  expect(render(makeTable(0, 0), true)).toContain('No rows.');
});

function makeTable(count: number, total: number): ReportTable<number> {
  return {
    id: 'rows',
    caption: 'Rows',
    noun: 'row',
    csvFile: 'rows.csv',
    worst: 'first ones first',
    columns: [{ kind: 'text', title: 'Text', cell: (row) => `</script> row ${row}` }],
    rows: Array.from({ length: count }, (_, index) => index),
    total,
  };
}

function render(table: ReportTable<number>, hasCsvFiles: boolean, maxBytes?: number): string {
  return [...renderTable(table, { accounts: listAccounts(), hasCsvFiles }, maxBytes)].join('');
}
