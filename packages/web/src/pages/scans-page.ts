import { isOver, type Scan } from '@credsweep/core';
import { formatDuration, formatMinute, html, type Markup } from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { readScanPage } from '../reading/read-pages.ts';
import type { WebSources } from '../web-sources.ts';
import { renderAction, renderPage, renderPaging, renderTitle } from './layout.ts';

/** The scans, newest first, and the button that starts one. */
export async function renderScansPage(
  sources: WebSources,
  principal: Principal,
  cursor: string | undefined,
): Promise<string> {
  const { items, nextCursor } = await readScanPage(sources, { cursor, limit: pageSize });
  const scanNow = renderAction(principal, { action: '/scans', label: 'Scan now', tone: 'primary' });
  return renderPage(
    { title: 'Scans', principal },
    html`${renderTitle('Scans', scanNow ?? '')}
      <div class="table" data-table="scans">
        <h2 id="scans-title">Newest first</h2>
        ${items.length === 0 ? html`<p class="none">There are no scans yet.</p>` : renderTable(items)}
      </div>
      ${renderPaging('/scans', {}, { cursor, nextCursor })}`,
  );
}

function renderTable(scans: readonly Scan[]): Markup {
  return html`<div class="scroll" role="region" aria-labelledby="scans-title" tabindex="0">
    <table role="table" aria-labelledby="scans-title">
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${scans.map(
          (scan) =>
            html`<tr role="row">
              ${describeScan(scan).map((cell, index) => html`<td role="cell" data-label="${columns[index] ?? ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function describeScan(scan: Scan): readonly (Markup | string)[] {
  const { scanId, state, startedAt, finishedAt, policy, organizationId, failure } = scan;
  const took =
    finishedAt === null
      ? isOver(state)
        ? '–'
        : 'going on'
      : formatDuration(finishedAt.getTime() - startedAt.getTime());
  return [
    html`<a href="/scans/${scanId}">Scan ${scanId}</a>`,
    failure === null ? state : html`${state} <code>${failure.code}</code>`,
    formatMinute(startedAt),
    took,
    policy.name,
    organizationId ?? '–',
  ];
}

const columns = ['Scan', 'State', 'Started', 'Took', 'Policy', 'Organization'];
const pageSize = 50;
