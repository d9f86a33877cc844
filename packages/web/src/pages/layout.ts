import { asMarkup, html, type Markup } from '@credsweep/reports';
import { formKeyField } from '../access/check-form.ts';
import type { Principal } from '../access/principal.ts';
import { scriptPath, stylePath } from './page-files.ts';

/** What surrounds the content of a page. */
export type PageFrame = {
  readonly title: string;
  readonly principal: Principal | null;
  /** Where it belongs in the navigation, if it is no place there itself. */
  readonly place?: (typeof places)[number][1];
  /** Age bands of the policy, each of which has a colour; 0 where no chart shows them. */
  readonly ageBands?: number;
  /** Loads the page anew after so many seconds, where there is no script to do better. */
  readonly refreshSeconds?: number;
};

/** Writes a page. */
export function renderPage(frame: PageFrame, content: Markup): string {
  const { title, principal, place, ageBands = 0, refreshSeconds } = frame;
  return html`${asMarkup('<!doctype html>\n<html lang="en">')}
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · credsweep</title>
      <link rel="stylesheet" href="${stylePath(ageBands)}" />
      <script src="${scriptPath()}"></script>
      ${refreshSeconds === undefined ? null : html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}" /></noscript>`}
    </head>
    <body>
      <a class="skip" href="#content">Skip to the content</a>
      <header class="bar">
        <span class="brand">credsweep</span>
        ${principal === null ? null : renderNavigation(title, place)}
        ${principal === null ? null : renderUser(principal)}
        <button type="button" id="theme" hidden>Dark</button>
      </header>
      <main id="content">${content}</main>
    </body>
    ${asMarkup('</html>\n')}`.markup;
}

/** The hidden field by which a form shows that it is one of ours. */
export function formKey({ formKey: value }: Principal): Markup {
  return html`<input type="hidden" name="${formKeyField}" value="${value}" />`;
}

/** A button that sends a form; shown to operators only. */
export function renderAction(
  principal: Principal,
  {
    action,
    label,
    tone = '',
  }: { readonly action: string; readonly label: string; readonly tone?: string },
): Markup | null {
  if (principal.role !== 'operator') return null;
  return html`<form method="post" action="${action}" class="action-form">
    ${formKey(principal)}<button type="submit" class="${tone}">${label}</button>
  </form>`;
}

/** The heading of a page, with a line beside it. */
export function renderTitle(title: Markup | string, beside: Markup | string = ''): Markup {
  return html`<div class="title">
    <h1>${title}</h1>
    ${beside === '' ? null : html`<div class="beside">${beside}</div>`}
  </div>`;
}

/** Links to the first and to the next page of a list; nothing where all of it is here. */
export function renderPaging(
  path: string,
  parameters: Readonly<Record<string, string | undefined>>,
  {
    cursor,
    nextCursor,
  }: { readonly cursor: string | undefined; readonly nextCursor: string | null },
): Markup | null {
  const isFirst = cursor === undefined || cursor === '';
  if (isFirst && nextCursor === null) return null;
  return html`<nav class="pages" aria-label="Pages">
    ${isFirst ? null : html`<a href="${toHref(path, parameters)}">First page</a>`}
    ${nextCursor === null ? null : html`<a href="${toHref(path, { ...parameters, cursor: nextCursor })}" rel="next">Next page</a>`}
  </nav>`;
}

/** An address with its query; parameters without a value are left out. */
function toHref(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}

function renderNavigation(title: string, place: PageFrame['place']): Markup {
  const mark = (name: string): Markup | null => {
    if (place !== undefined) return name === place ? asMarkup(' aria-current="true"') : null;
    return name === title ? asMarkup(' aria-current="page"') : null;
  };
  return html`<nav aria-label="Pages of credsweep">
    ${places.map(([href, name]) => html`<a href="${href}" ${mark(name)}>${name}</a>`)}
  </nav>`;
}

function renderUser(principal: Principal): Markup {
  return html`<span class="who"
      ><bdi>${principal.name}</bdi> <span class="soft">${principal.role}</span></span
    >
    ${
      principal.via === 'session'
        ? html`<form method="post" action="/logout" class="action-form">
            ${formKey(principal)}<button type="submit">Log out</button>
          </form>`
        : null
    }`;
}

const places = [
  ['/', 'Overview'],
  ['/accounts', 'Accounts'],
  ['/findings', 'Findings'],
  ['/search', 'Search'],
  ['/scans', 'Scans'],
] as const;
