import type { NamedAccount } from '../html-report-data.ts';
import { asMarkup, html, type Markup } from '../markup.ts';
import { colorDot } from '../color-dot.ts';
import type { CellKinds, Chip, TableColumn } from './report-table.ts';

/** Writes a cell as the page's script does (`browser/report-tables.js`), for the rows that are there without it. */
export function renderCell<Row>(
  column: TableColumn<Row>,
  row: Row,
  accounts: {
    readonly add: (account: NamedAccount) => number;
    readonly list: readonly NamedAccount[];
  },
): Markup {
  const content = renderContent(column, row, accounts);
  const href = column.href?.(row) ?? null;
  return href === null ? content : html`<a class="to" href="${href}">${content}</a>`;
}

function renderContent<Row>(
  column: TableColumn<Row>,
  row: Row,
  accounts: Parameters<typeof renderCell>[2],
): Markup {
  switch (column.kind) {
    case 'text':
      return renderText(column.cell(row, accounts.add), column.empty);
    case 'count':
      return html`${column.cell(row, accounts.add)}`;
    case 'user':
      return renderUser(column.cell(row, accounts.add));
    case 'account':
      return renderAccount(accounts.list[column.cell(row, accounts.add)]);
    case 'since':
      return renderSince(column.cell(row, accounts.add), column.empty);
    case 'chips':
      return renderChips(column.cell(row, accounts.add), column.chips);
    case 'fix':
      return renderFix(column.cell(row, accounts.add), column.chips);
  }
}

function renderText(text: string | null, empty = ''): Markup {
  return text === null ? html`<span class="soft">${empty}</span>` : html`${text}`;
}

function renderUser([name, path, key]: CellKinds['user']): Markup {
  const user = html`<bdi class="name"
    >${path === null ? null : html`<span class="soft">${path}</span>`}${name}</bdi
  >`;
  return key === null ? user : html`${user}<code class="below">${key}</code>`;
}

function renderAccount(account: NamedAccount | undefined): Markup {
  return html`<bdi class="name">${account?.accountName ?? ''}</bdi
    ><span class="below">${account?.accountId ?? ''}</span>`;
}

function renderSince(since: CellKinds['since'], empty = ''): Markup {
  if (since === null) return html`<span class="never">${empty}</span>`;
  const [day, days, word = ''] = since;
  return days === null
    ? html`<span class="day">${day}</span>`
    : html`<span class="days">${`${word} ${days} d`.trim()}</span
        ><span class="below">${day}</span>`;
}

function renderChips(positions: readonly number[], chips: readonly Chip[] = []): Markup {
  return html`${positions.map((position) => renderChip(chips[position]))}`;
}

function renderChip(chip: Chip | undefined): Markup {
  if (chip === undefined) return asMarkup('');
  return chip.color === null
    ? html`<span class="chip soft">${chip.label}</span>`
    : html`<span class="chip">${colorDot(chip.color)}${chip.label}</span>`;
}

function renderFix(
  [position, command, followUp]: CellKinds['fix'],
  chips: readonly Chip[] = [],
): Markup {
  const chip = chips[position];
  return html`<b class="action">${chip?.label ?? ''}</b>${
      chip?.hint === undefined ? null : html`<span class="then">${chip.hint}</span>`
    }${command === null ? null : renderCommand(command)}${
      followUp === null
        ? null
        : html`<span class="then">then, when the new key is in use</span>${renderCommand(followUp)}`
    }`;
}

/** Each word keeps together, so that no line breaks inside an option. */
function renderCommand(command: string): Markup {
  const words = command
    .split(' ')
    .map((word, index) => html`${index === 0 ? '' : ' '}<span>${word}</span>`);
  return html`<span class="run"><code class="command">${words}</code></span>`;
}
