import { nameAgeBands } from '@credsweep/core';
import { formatCount, formatDay } from '../format.ts';
import type { HtmlReportData } from './html-report-data.ts';
import { asMarkup, html, toScriptJson, type Markup } from './markup.ts';
import { readScripts, readStyle, type PageAsset } from './page-assets.ts';
import { renderAbout } from './sections/about.ts';
import { renderAccessKeys } from './sections/access-keys.ts';
import { nameOrganization, renderOverview } from './sections/overview.ts';
import { renderRollUps } from './sections/roll-ups.ts';
import { renderStaleUsers } from './sections/stale-users.ts';
import { listAccounts } from './tables/list-accounts.ts';
import { ageBandColors } from './theme-colors.ts';

/**
 * Renders the report of a scan as one HTML document that needs no network, piece by piece.
 *
 * @param options `hasCsvFiles`: the CSV files of the views lie in the same folder, and the tables link them
 */
export async function* renderHtmlReport(
  data: HtmlReportData,
  options: { readonly hasCsvFiles: boolean },
): AsyncGenerator<string> {
  const scripts = readScripts();
  const { style: ageColors } = ageBandColors(nameAgeBands(data.summary.policy.ageBandsDays));
  const context = { accounts: listAccounts(), hasCsvFiles: options.hasCsvFiles };
  yield renderHead(data, scripts, readStyle(ageColors)).markup;
  yield `${renderNavigation(data).markup}<main id="content">${renderOverview(data).markup}${renderRollUps(data.rollUps)?.markup ?? ''}`;
  yield* renderStaleUsers(data, context);
  yield* renderAccessKeys(data, context);
  yield `${renderAbout(data).markup}</main>`;
  yield `<script type="application/json" id="accounts-data">${toScriptJson(context.accounts.list)}</script>\n`;
  for (const { text } of scripts) yield `<script>${text}</script>\n`;
  yield '</body></html>\n';
}

function renderHead(
  { summary }: HtmlReportData,
  scripts: readonly PageAsset[],
  style: PageAsset,
): Markup {
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(({ hash }) => hash).join(' ')}`,
    `style-src ${style.hash}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
  return html`${asMarkup('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">')}
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>
      IAM users and access keys · ${nameOrganization(summary.organizationId)} ·
      ${formatDay(summary.asOf)}
    </title>
    ${asMarkup(`<style>${style.text}</style></head><body>`)}`;
}

function renderNavigation({ summary, rollUps }: HtmlReportData): Markup {
  const links = [
    ['#overview', 'Overview', ''],
    ...(rollUps.owners.length + rollUps.units.length > 0
      ? ([['#roll-ups', 'Owners', '']] as const)
      : []),
    ['#stale-users', 'Stale users', formatCount(summary.staleUsers)],
    ['#access-keys', 'Access keys', formatCount(summary.accessKeys)],
    ['#high-risk', 'High risk', formatCount(summary.highRiskKeys)],
    ['#about', 'About', ''],
  ] as const;
  return html`<a class="skip" href="#content">Skip to the report</a>
    <header class="bar">
      <span class="brand">credsweep</span>
      <nav aria-label="Sections">
        ${links.map(([target, title, count]) => html`<a href="${target}">${title}${count === '' ? null : html` <span class="badge">${count}</span>`}</a>`)}
      </nav>
      <button type="button" id="theme" hidden>Dark</button>
    </header>`;
}
