import type { AccountOrder, InventoryAccount } from '@credsweep/core';
import {
  asMarkup,
  formatMinute,
  html,
  listAccounts,
  renderRowTable,
  type Markup,
  type TableColumn,
} from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { readAccountPage } from '../reading/read-pages.ts';
import type { WebSources } from '../web-sources.ts';
import { renderPage, renderPaging, renderTitle } from './layout.ts';

/** What the page of accounts is asked for. */
export type AccountsQuery = {
  readonly order: AccountOrder;
  readonly q: string;
  readonly cursor?: string | undefined;
};

/** The accounts of the organization, the worst first, or in another order. */
export async function renderAccountsPage(
  sources: WebSources,
  principal: Principal,
  { order, q, cursor }: AccountsQuery,
): Promise<string> {
  const { items, nextCursor } = await readAccountPage(sources, {
    order,
    text: q === '' ? null : q,
    cursor,
    limit: pageSize,
  });
  return renderPage(
    { title: 'Accounts', principal },
    html`${renderTitle('Accounts')}
      <form method="get" action="/accounts" class="filters" role="search" aria-label="Accounts">
        <label class="wide-input"
          >Name or id <input type="search" name="q" value="${q}" maxlength="200"
        /></label>
        <label
          >Order
          <select name="order">
            ${orders.map(([value, label]) => html`<option value="${value}" ${value === order ? asMarkup(' selected') : null}>${label}</option>`)}
          </select></label
        >
        <button type="submit">Show</button>
      </form>
      ${renderAccountTable(items, orders.find(([value]) => value === order)?.[1])}
      ${renderPaging('/accounts', { order, q }, { cursor, nextCursor })}`,
  );
}

/** Accounts with their counts, each leading to its page. */
export function renderAccountTable(
  accounts: readonly InventoryAccount[],
  caption = 'Accounts',
): Markup {
  const list = listAccounts();
  return html`<div class="table" data-table="accounts">
    <h2 id="accounts-title">${caption}</h2>
    ${accounts.length === 0 ? html`<p class="none">No account.</p>` : renderRowTable({ id: 'accounts', columns, rows: accounts }, list)}
  </div>`;
}

/** The state of an account in words. */
function describeVisit({ newestScan, counts }: InventoryAccount): string {
  const { state, code } = newestScan;
  const known = counts === null ? 'never read' : `data of ${formatMinute(counts.dataAsOf)}`;
  return state === 'scanned' ? known : `${code ?? state}; ${known}`;
}

const count = (
  title: string,
  read: (counts: NonNullable<InventoryAccount['counts']>) => number,
): TableColumn<InventoryAccount> => ({
  kind: 'text',
  title,
  empty: '–',
  isNumber: true,
  cell: ({ counts }) => (counts === null ? null : String(read(counts))),
});

const columns: readonly TableColumn<InventoryAccount>[] = [
  {
    kind: 'account',
    title: 'Account',
    cell: (row, add) => add(row),
    href: ({ accountId }) => `/accounts/${accountId}`,
  },
  count('High-risk keys', ({ highRiskKeys }) => highRiskKeys),
  count('Access keys', ({ accessKeys }) => accessKeys),
  count('Stale users', ({ staleUsers }) => staleUsers),
  count('Users', ({ users }) => users),
  { kind: 'text', title: 'Newest scan', cell: describeVisit },
];

const orders = [
  ['high-risk-keys', 'Most high-risk keys'],
  ['stale-users', 'Most stale users'],
  ['users', 'Most users'],
  ['name', 'Name'],
] as const satisfies readonly (readonly [AccountOrder, string])[];
const pageSize = 100;
