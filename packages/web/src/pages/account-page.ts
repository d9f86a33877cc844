import type { AccountVisit } from '@credsweep/core';
import { adviseOnCode, formatMinute, html, plural, type Markup } from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { requireAccount } from '../not-found.ts';
import { findPolicy } from '../reading/find-policy.ts';
import { readAccessKeyPage, readFindingPage, readUserPage } from '../reading/read-pages.ts';
import type { WebSources } from '../web-sources.ts';
import { renderAccessKeys, renderUsers } from './credential-tables.ts';
import { renderFindings } from './finding-table.ts';
import { renderPage, renderPaging, renderTitle } from './layout.ts';

/** An account: what is wrong in it, its users and keys, and its scans. */
export async function renderAccountPage(
  sources: WebSources,
  principal: Principal,
  { accountId, users: userCursor, keys: keyCursor }: AccountPageQuery,
): Promise<string> {
  const account = await requireAccount(sources, accountId);
  const [policy, users, keys, findings, visits] = await Promise.all([
    findPolicy(sources),
    readUserPage(sources, { accountId, isStale: null, cursor: userCursor, limit: pageSize }),
    readAccessKeyPage(sources, { accountId, isHighRisk: null, cursor: keyCursor, limit: pageSize }),
    readFindingPage(sources, {
      accountIds: [accountId],
      states: ['open', 'exempted'],
      limit: pageSize,
    }),
    sources.inventory.listVisits(accountId, shownScans),
  ]);
  const { counts, newestScan } = account;
  const path = `/accounts/${accountId}`;
  const paging = (
    name: 'users' | 'keys',
    cursor: string | undefined,
    nextCursor: string | null,
  ): Markup | null =>
    nextCursor === null && cursor === undefined
      ? null
      : html`<nav class="pages" aria-label="Pages of ${name}">
          ${cursor === undefined ? null : html`<a href="${path}#${name}-title">First ${name}</a>`}
          ${nextCursor === null ? null : html`<a href="${path}?${name}=${nextCursor}#${name}-title">More ${name}</a>`}
        </nav>`;
  return renderPage(
    {
      title: account.accountName,
      principal,
      place: 'Accounts',
      ageBands: policy.ageBandsDays.length + 1,
    },
    html`${renderTitle(
      html`<bdi>${account.accountName}</bdi> <span class="soft">${accountId}</span>`,
      counts === null
        ? 'never read'
        : html`${plural(counts.highRiskKeys, 'high-risk key')} of ${counts.accessKeys},
            ${plural(counts.staleUsers, 'stale user')} of ${counts.users} · data of
            <b>${formatMinute(counts.dataAsOf)}</b>`,
    )}
    ${renderTrouble(newestScan, counts === null)} ${renderFindings(findings.items, policy, false)}
    ${renderPaging('/findings', { account: accountId }, { cursor: undefined, nextCursor: findings.nextCursor })}
    ${renderUsers({
      caption: 'Users',
      rows: users.items,
      policy,
      namesAccount: false,
      below: paging('users', userCursor, users.nextCursor),
    })}
    ${renderAccessKeys({
      caption: 'Access keys',
      rows: keys.items,
      policy,
      namesAccount: false,
      below: paging('keys', keyCursor, keys.nextCursor),
    })}
    ${renderVisits(visits)}`,
  );
}

/** What the page is asked for: the account, and where its lists go on. */
export type AccountPageQuery = {
  readonly accountId: string;
  readonly users?: string | undefined;
  readonly keys?: string | undefined;
};

function renderTrouble(visit: AccountVisit, isUnknown: boolean): Markup | null {
  const { state, code, message, scanId } = visit;
  if (state === 'scanned') return null;
  return html`<div class="message${state === 'failed' ? ' bad' : ''}" role="note">
    <p>
      <b>Scan <a href="/scans/${scanId}">${scanId}</a> did not read this account</b>:
      <code>${code ?? state}</code>.
      ${isUnknown ? 'Nothing is known of it.' : 'What is shown is older.'}
    </p>
    <p>${adviseOnCode(code, state)}</p>
    ${message === null ? null : html`<p class="soft">${message}</p>`}
  </div>`;
}

function renderVisits(visits: readonly AccountVisit[]): Markup {
  return html`<section class="table" aria-labelledby="visits-title">
    <h2 id="visits-title">Scans</h2>
    <ul class="events">
      ${visits.map(
        ({ scanId, asOf, state, code }) =>
          html`<li>
            <span>${formatMinute(asOf)}</span>
            <p>
              <a href="/scans/${scanId}">Scan ${scanId}</a>:
              ${state}${code === null ? null : html` <code>${code}</code>`}
            </p>
          </li>`,
      )}
    </ul>
  </section>`;
}

const pageSize = 50;
const shownScans = 20;
