import { severities, type Severity } from '@credsweep/core';
import type { FindingState } from '@credsweep/postgres';
import { asMarkup, html, nameSeverity, type Markup } from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { findPolicy } from '../reading/find-policy.ts';
import { readFindingPage } from '../reading/read-pages.ts';
import type { WebSources } from '../web-sources.ts';
import { renderFindings } from './finding-table.ts';
import { renderPage, renderPaging, renderTitle } from './layout.ts';

/** Which findings the page is asked for. */
export type FindingsQuery = {
  readonly state: FindingState | '';
  readonly severity: Severity | '';
  readonly account: string;
  readonly owner: string;
  readonly cursor?: string | undefined;
};

/** Findings, the gravest first. */
export async function renderFindingsPage(
  sources: WebSources,
  principal: Principal,
  { cursor, ...query }: FindingsQuery,
): Promise<string> {
  const { state, severity, account, owner } = query;
  const [policy, { items, nextCursor }] = await Promise.all([
    findPolicy(sources),
    readFindingPage(sources, {
      ...(state === '' ? {} : { states: [state] }),
      ...(severity === '' ? {} : { severities: [severity] }),
      ...(account === '' ? {} : { accountIds: [account] }),
      ...(owner === '' ? {} : { owner }),
      cursor,
      limit: pageSize,
    }),
  ]);
  return renderPage(
    { title: 'Findings', principal },
    html`${renderTitle('High-risk keys over their life')}
      <form method="get" action="/findings" class="filters" role="search" aria-label="Findings">
        ${renderSelect('state', 'State', state, [
          ['', 'All'],
          ['open', 'Open'],
          ['exempted', 'Exempted'],
          ['resolved', 'Resolved'],
        ])}
        ${renderSelect('severity', 'Severity', severity, [
          ['', 'All'],
          ...severities.map((value) => [value, nameSeverity(value)] as const),
        ])}
        <label
          >Account id
          <input
            name="account"
            value="${account}"
            inputmode="numeric"
            pattern="\\d{12}"
            maxlength="12"
        /></label>
        <label>Owner <input name="owner" value="${owner}" maxlength="256" /></label>
        <button type="submit">Show</button>
      </form>
      ${renderFindings(items, policy)}
      ${renderPaging('/findings', { ...query }, { cursor, nextCursor })}`,
  );
}

function renderSelect(
  name: string,
  label: string,
  chosen: string,
  options: readonly (readonly [value: string, label: string])[],
): Markup {
  return html`<label
    >${label}
    <select name="${name}">
      ${options.map(([value, words]) => html`<option value="${value}" ${value === chosen ? asMarkup(' selected') : null}>${words}</option>`)}
    </select></label
  >`;
}

const pageSize = 100;
