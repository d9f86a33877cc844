import type { UnreadAccount } from '../../read-unread-accounts.ts';
import { describeShownData } from '../../describe-data-age.ts';
import { formatCount, plural } from '../../format.ts';
import { groupUnreadAccounts, type UnreadGroup } from '../../group-unread-accounts.ts';
import { html, type Markup } from '../markup.ts';
import { adviseOnCode } from '../unread-account-advice.ts';

/** Names every account that the scan did not read, by state and code, with what to do. */
export function renderUnreadAccounts(
  accounts: readonly UnreadAccount[],
  asOf: Date,
): Markup | null {
  if (accounts.length === 0) return null;
  return html`<section class="unread" aria-label="Accounts without new data">
    ${groupUnreadAccounts(accounts).map((group) => renderState(group, asOf))}
  </section>`;
}

function renderState({ title, accounts }: UnreadGroup<UnreadAccount>, asOf: Date): Markup {
  const byCode = [...Map.groupBy(accounts, ({ code }) => code ?? '').values()].toSorted(
    (left, right) => right.length - left.length,
  );
  return html`<h2>${title} (${formatCount(accounts.length)})</h2>
    <ul>
      ${byCode.map((group) => renderGroup(group, asOf))}
    </ul>`;
}

function renderGroup(accounts: readonly UnreadAccount[], asOf: Date): Markup | null {
  const [first] = accounts;
  if (first === undefined) return null;
  const hidden = accounts.length - maxNamed;
  const hasData = accounts.some(({ dataAsOf }) => dataAsOf !== null);
  return html`<li class="${first.state}">
    <div class="code">
      <b>${stateWords[first.state]}</b
      >${first.code === null ? null : html` <code>${first.code}</code>`}${accounts.length > 1 ? html` <span class="soft">× ${formatCount(accounts.length)}</span>` : null}
    </div>
    <div>
      <p class="accounts">
        ${accounts.slice(0, maxNamed).map((account, index) => html`${index === 0 ? null : ', '}${renderAccount(account, asOf, hasData)}`)}${hidden > 0 ? html` and <b>${formatCount(hidden)} more</b>` : null}
      </p>
      <p class="advice">
        ${hasData ? null : `No data of ${accounts.length === 1 ? 'it' : 'them'} is in this report. `}${adviseOnCode(first.code, first.state)}
      </p>
      ${renderMessages(accounts)}
    </div>
  </li>`;
}

function renderAccount(
  { accountId, accountName, dataAsOf }: UnreadAccount,
  asOf: Date,
  tellsData: boolean,
): Markup {
  const shown = tellsData ? `, ${describeShownData(dataAsOf, asOf)}` : '';
  return html`<span
    ><bdi>${accountName}</bdi> <span class="soft">${accountId}${shown}</span></span
  >`;
}

function renderMessages(accounts: readonly UnreadAccount[]): Markup | null {
  // What AWS says of a skipped account is its code.
  if (accounts[0]?.state === 'skipped' && accounts.length <= maxNamed) return null;
  const told = accounts.filter(({ message }) => message !== null).slice(0, maxMessages);
  if (told.length === 0) return null;
  const left = accounts.length - told.length;
  return html`<details>
    <summary>${accounts.length === 1 ? 'Full message' : 'All names and messages'}</summary>
    <dl>
      ${told.map(
        ({ accountId, accountName, message }) =>
          html`<dt><bdi>${accountName}</bdi> <span class="soft">${accountId}</span></dt>
            <dd>${message}</dd>`,
      )}
    </dl>
    ${left > 0 ? html`<p class="soft">${plural(left, 'more account')}: <code>credsweep report --table scan_coverage</code></p>` : null}
  </details>`;
}

const stateWords = {
  failed: 'Failed',
  waiting: 'Waiting',
  skipped: 'Skipped',
} as const satisfies Record<UnreadAccount['state'], string>;
const maxNamed = 6;
const maxMessages = 500;
