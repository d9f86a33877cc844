import { isOver, type AccountOutcomeRow, type ScanStatus } from '@credsweep/core';
import {
  adviseOnCode,
  asMarkup,
  formatCount,
  formatDuration,
  formatMinute,
  groupUnreadAccounts,
  html,
  type Markup,
} from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { requireScanStatus } from '../not-found.ts';
import { readOutcomePage } from '../reading/read-pages.ts';
import { toScanProgress } from '../scan-words.ts';
import type { WebSources } from '../web-sources.ts';
import { renderDownloads } from './downloads.ts';
import { renderAction, renderPage, renderPaging, renderTitle } from './layout.ts';

/** A scan: how far it is, live, and which accounts it could not read. */
export async function renderScanPage(
  sources: WebSources,
  principal: Principal,
  { scanId, cursor }: { readonly scanId: number; readonly cursor: string | undefined },
): Promise<string> {
  const status = await requireScanStatus(sources, scanId);
  const unread = await readOutcomePage(sources, {
    scanId,
    states: ['failed', 'skipped'],
    cursor,
    limit: pageSize,
  });
  const isOpen = !isOver(status.state);
  const cancel = renderAction(principal, {
    action: `/scans/${scanId}/cancel`,
    label: 'Cancel this scan',
  });
  return renderPage(
    {
      title: `Scan ${scanId}`,
      principal,
      place: 'Scans',
      ...(isOpen ? { refreshSeconds: secondsBetweenLooks } : {}),
    },
    html`${renderTitle(
      `Scan ${scanId}`,
      html`started <b>${formatMinute(status.startedAt)}</b> · policy ${status.policyName}
        ${isOpen && status.state !== 'closing' ? cancel : null}`,
    )}
    ${status.notice === null ? null : html`<p class="scope">${status.notice}</p>`}
    ${renderProgress(status, isOpen)} ${renderUnread(unread.items, status)}
    ${renderPaging(`/scans/${scanId}`, {}, { cursor, nextCursor: unread.nextCursor })}
    ${status.state === 'completed' ? renderDownloads(scanId) : null}`,
  );
}

function renderProgress(status: ScanStatus, isOpen: boolean): Markup {
  const { scanId, accounts, scanned, failed, skipped, errorCode, errorMessage } = status;
  const progress = toScanProgress(status);
  const done = scanned + failed + skipped;
  const values = [
    ['state', 'State', status.state],
    ['scanned', 'Read', scanned],
    ['failed', 'Failed', failed],
    ['skipped', 'Skipped', skipped],
    ['waiting', 'Waiting', status.waiting],
    ['running', 'Being read', status.running],
    ['accountsPerMinute', 'Accounts a minute', progress.accountsPerMinute ?? '–'],
    ['secondsLeft', 'Seconds left', progress.secondsLeft ?? '–'],
  ] as const;
  const follow = isOpen ? asMarkup(` data-events="/api/v1/scans/${scanId}/events"`) : null;
  return html`<section class="figure live" aria-label="Progress" ${follow}>
    <p aria-live="polite">
      <b data-done>${done} of ${accounts}</b>
      accounts${isOpen ? '' : `, in ${formatDuration(status.elapsedSeconds * 1000)}`}
    </p>
    <progress max="${Math.max(1, accounts)}" value="${done}" aria-label="Accounts done"></progress>
    ${renderStall(progress.stall)}
    ${errorCode === null ? null : html`<p class="message bad" role="alert"><code>${errorCode}</code> ${errorMessage}</p>`}
    <dl>
      ${values.map(
        ([name, label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd data-value="${name}">${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function renderStall(stall: string | null): Markup {
  return stall === null
    ? html`<p class="message" role="status" data-stall hidden></p>`
    : html`<p class="message" role="status" data-stall>${stall}</p>`;
}

/** The numbers are those of the scan, of which a page may show some only. */
function renderUnread(outcomes: readonly AccountOutcomeRow[], status: ScanStatus): Markup | null {
  if (outcomes.length === 0) return null;
  return html`<section class="table" aria-label="Accounts without new data">
    ${groupUnreadAccounts(outcomes).map(
      ({ state, title, accounts }) =>
        html`<h2>${title} (${formatCount(status[state])})</h2>
          ${renderOutcomes(accounts)}`,
    )}
  </section>`;
}

function renderOutcomes(outcomes: readonly AccountOutcomeRow[]): Markup {
  return html`<ul class="events">
    ${outcomes.map(
      ({ accountId, accountName, state, code, message }) =>
        html`<li>
          <span
            ><a href="/accounts/${accountId}"><bdi>${accountName}</bdi></a>
            <span class="below">${accountId}</span></span
          >
          <div>
            <p>${state} <code>${code ?? ''}</code></p>
            <p class="advice">${adviseOnCode(code, state === 'scanned' ? 'waiting' : state)}</p>
            ${renderMessage(state, message)}
          </div>
        </li>`,
    )}
  </ul>`;
}

/** What AWS says of a skipped account is its code. */
function renderMessage(state: AccountOutcomeRow['state'], message: string | null): Markup | null {
  if (message === null || state === 'skipped') return null;
  return html`<details>
    <summary>Full message</summary>
    <p class="soft">${message}</p>
  </details>`;
}

const pageSize = 100;
const secondsBetweenLooks = 5;
