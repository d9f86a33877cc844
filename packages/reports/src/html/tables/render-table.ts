import { formatCount, plural } from '../../format.ts';
import { asMarkup, html, toScriptJson, type Markup } from '../markup.ts';
import type { AccountList } from './list-accounts.ts';
import { renderRowTable } from './render-row-table.ts';
import type { ReportTable, TableColumn } from './report-table.ts';

/** What every table of a page shares. */
export type TableContext = {
  readonly accounts: AccountList;
  /** Whether the CSV files of the views lie beside the page. */
  readonly hasCsvFiles: boolean;
};

/**
 * Writes a table piece by piece: its first rows as HTML, and all rows as JSON for the page's script.
 *
 * It ends at `maxBytes` of JSON, and says how many rows of how many are there.
 */
export function* renderTable<Row>(
  table: ReportTable<Row>,
  context: TableContext,
  maxBytes: number = maxTableBytes,
): Generator<string> {
  const { pieces, rowCount } = toJsonRows(table, context, maxBytes);
  yield html`
    <div class="table" data-table="${table.id}">
      <h3 id="${table.id}-title">
        ${table.caption} <span class="soft">${formatCount(table.total)}</span>
      </h3>
      ${renderRowNotice(table, rowCount, context)}
      ${table.total === 0 ? null : renderControls(table)}
      ${table.total === 0 ? html`<p class="none">No ${table.noun}s.</p>` : renderRowTable({ ...table, rows: table.rows.slice(0, firstRows) }, context.accounts)}
    </div>
  `.markup;
  if (table.total === 0) return;
  yield `<script type="application/json" id="${table.id}-data">{"columns":${toScriptJson(
    table.columns.map(({ kind, title, empty, chips, filter }) => ({
      kind,
      title,
      empty,
      chips,
      filter,
    })),
  )},"rows":[`;
  yield* pieces;
  yield ']}</script>\n';
}

function toJsonRows<Row>(
  table: ReportTable<Row>,
  { accounts }: TableContext,
  maxBytes: number,
): { readonly pieces: readonly string[]; readonly rowCount: number } {
  const pieces: string[] = [];
  let bytes = 0;
  for (const [index, row] of table.rows.entries()) {
    const json = toScriptJson(table.columns.map((column) => column.cell(row, accounts.add)));
    bytes += Buffer.byteLength(json) + 1;
    if (bytes > maxBytes) return { pieces, rowCount: index };
    pieces.push(index === 0 ? json : `,${json}`);
  }
  return { pieces, rowCount: table.rows.length };
}

function renderRowNotice<Row>(
  table: ReportTable<Row>,
  rowCount: number,
  { hasCsvFiles }: TableContext,
): Markup {
  const view = table.csvFile.replace('.csv', '');
  const source = hasCsvFiles
    ? html`<a href="${table.csvFile}">${table.csvFile}</a>`
    : html`<code>credsweep report --table ${view} --format csv</code>`;
  const rows =
    rowCount < table.total
      ? html`<strong class="cut"
            >This page has ${formatCount(rowCount)} of ${plural(table.total, table.noun)}</strong
          >, ${table.worst}. All of them: ${source}`
      : html`All ${plural(table.total, table.noun)}, ${table.worst}. As CSV: ${source}`;
  const first = Math.min(firstRows, table.rows.length);
  return html`<p class="notice">${rows}<span class="print-rows"></span></p>
    ${
      first < rowCount
        ? html`<p class="notice without-script">
            Only the first ${first} rows are shown here, for JavaScript is off.
          </p>`
        : null
    }`;
}

function renderControls<Row>(table: ReportTable<Row>): Markup {
  return html`<form class="controls" role="search" aria-label="${table.caption}" hidden>
    <label class="search"
      ><span>Search</span
      ><input
        type="search"
        autocomplete="off"
        spellcheck="false"
        placeholder="Name, account, key …"
    /></label>
    ${table.columns.map((column, index) => renderFilter(column, index))}
    <label
      ><span>Rows</span
      ><select data-page-size>
        ${pageSizes.map((size) => html`<option${size === firstRows ? asMarkup(' selected') : null}>${size}</option>`)}
      </select></label
    >
    <button type="reset">Clear</button>
  </form>`;
}

function renderFilter<Row>(column: TableColumn<Row>, index: number): Markup | null {
  if (column.filter === undefined) return null;
  return html`<label
    ><span>${column.filter}</span
    ><select data-filter="${index}">
      <option value="">All</option>
      ${(column.chips ?? []).map(
        (chip, position) => html`<option value="${position}">${chip.label}</option>`,
      )}
    </select></label
  >`;
}

const firstRows = 25;
const pageSizes = [10, 25, 50, 100, 250];
/** Three tables of this size, charts and scripts stay under 15 MB. */
const maxTableBytes = 4_000_000;
