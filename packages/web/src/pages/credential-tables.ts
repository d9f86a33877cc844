import {
  nameAgeBands,
  unknownAgeBand,
  type InventoryAccessKey,
  type InventoryUser,
  type Policy,
} from '@credsweep/core';
import {
  ageBandColors,
  defineAccessKeyTable,
  defineUserTable,
  html,
  listAccounts,
  renderRowTable,
  type Markup,
  type NamedAccount,
  type TableColumn,
} from '@credsweep/reports';

/** A table of users or keys, and what stands below it. */
export type CredentialTable<Row> = {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly policy: Policy;
  /** Whether the accounts differ, so that each row names its own. */
  readonly namesAccount: boolean;
  readonly below?: Markup | null;
};

/** Users as in the report. */
export function renderUsers(table: CredentialTable<InventoryUser>): Markup {
  const { columns } = defineUserTable({ rows: table.rows, total: table.rows.length }, table.policy);
  return renderTable('users', 'No user.', table, columns);
}

/** Access keys as in the report. */
export function renderAccessKeys(table: CredentialTable<InventoryAccessKey>): Markup {
  const { policy, rows } = table;
  const bands = [...nameAgeBands(policy.ageBandsDays).toReversed(), unknownAgeBand];
  const { colors } = ageBandColors(bands);
  const { columns } = defineAccessKeyTable(
    { rows, total: rows.length },
    policy,
    bands.map((band, index) => ({ band, color: colors[index] ?? 'var(--part-3)' })),
  );
  return renderTable('keys', 'No access key.', table, columns);
}

function renderTable<Row extends NamedAccount>(
  id: string,
  none: string,
  { caption, rows, namesAccount, below = null }: CredentialTable<Row>,
  columns: readonly TableColumn<Row>[],
): Markup {
  const shown = columns
    .filter(({ kind }) => namesAccount || kind !== 'account')
    .map((column) => (column.kind === 'account' ? accountColumn : column));
  return html`<div class="table" data-table="${id}">
    <h2 id="${id}-title">${caption}</h2>
    ${rows.length === 0 ? html`<p class="none">${none}</p>` : renderRowTable({ id, columns: shown, rows }, listAccounts())}
    ${below}
  </div>`;
}

const accountColumn = {
  kind: 'account',
  title: 'Account',
  cell: (row: NamedAccount, add: (account: NamedAccount) => number) => add(row),
  href: ({ accountId }: NamedAccount) => `/accounts/${accountId}`,
} as const;
