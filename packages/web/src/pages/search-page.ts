import { html } from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { findPolicy } from '../reading/find-policy.ts';
import { searchAll } from '../reading/search-all.ts';
import type { WebSources } from '../web-sources.ts';
import { renderAccountTable } from './accounts-page.ts';
import { renderAccessKeys, renderUsers } from './credential-tables.ts';
import { renderPage, renderTitle } from './layout.ts';

/** Looks for users, keys and accounts. */
export async function renderSearchPage(
  sources: WebSources,
  principal: Principal,
  text: string,
): Promise<string> {
  const policy = await findPolicy(sources);
  const found = text.length < minLength ? null : await searchAll(sources, text);
  return renderPage(
    { title: 'Search', principal, ageBands: policy.ageBandsDays.length + 1 },
    html`${renderTitle('Search')}
      <form method="get" action="/search" class="filters" role="search" aria-label="Everything">
        <label class="wide-input"
          >Name of a user or account, ARN, account id, or id of a key
          <input
            type="search"
            name="q"
            value="${text}"
            minlength="${minLength}"
            maxlength="200"
            autofocus
        /></label>
        <button type="submit" class="primary">Search</button>
      </form>
      ${found === null ? (text === '' ? null : html`<p class="message">Type at least ${minLength} characters.</p>`) : null}
      ${found?.isCut === true ? html`<p class="message" role="note">There may be more than is shown here. Type more of the name.</p>` : null}
      ${
        found === null
          ? null
          : html`${renderUsers({ caption: 'Users', rows: found.users, policy, namesAccount: true })}
            ${renderAccessKeys({ caption: 'Access keys', rows: found.accessKeys, policy, namesAccount: true })}
            ${renderAccountTable(found.accounts)}`
      }`,
  );
}

const minLength = 2;
