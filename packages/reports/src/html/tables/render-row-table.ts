import { html, type Markup } from '../markup.ts';
import type { AccountList } from './list-accounts.ts';
import { renderCell } from './render-cell.ts';
import type { ReportTable, TableColumn } from './report-table.ts';

/** Writes rows as a table; a heading with the id of the table and `-title` names it. */
export function renderRowTable<Row>(
  { id, columns, rows }: Pick<ReportTable<Row>, 'id' | 'columns' | 'rows'>,
  accounts: AccountList,
): Markup {
  return html`<div class="scroll" role="region" aria-labelledby="${id}-title" tabindex="0">
    <table id="${id}" role="table" aria-labelledby="${id}-title">
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(
            (column) =>
              html`<th role="columnheader" scope="col" class="${nameClass(column)}">
                ${column.title}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) =>
            html`<tr role="row">
              ${columns.map(
                (column) =>
                  html`<td role="cell" class="${nameClass(column)}" data-label="${column.title}">
                    <span class="cell">${renderCell(column, row, accounts)}</span>
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function nameClass<Row>({ kind, isNumber }: TableColumn<Row>): string {
  return isNumber === true ? 'count' : kind;
}
