import { describeRiskRule, describeStaleRule } from '../../describe-policy.ts';
import { formatDay, formatMinute, plural } from '../../format.ts';
import { explainWhatIf } from '../../what-if/describe-what-if.ts';
import type { OverviewData } from '../html-report-data.ts';
import { html, type Markup } from '../markup.ts';
import { renderTiles } from './tiles.ts';
import { renderUnreadAccounts } from './unread-accounts.ts';

/**
 * The first screen: of what and when this is, what is missing from it, and the totals.
 *
 * @param exemptionsHref where the exemptions of the policy are listed
 */
export function renderOverview(data: OverviewData, exemptionsHref = '#about'): Markup {
  const { summary, trend } = data;
  const { policy } = summary;
  const before = trend.at(-2);
  const now = trend.at(-1);
  const coverageDiffers =
    before !== undefined && now !== undefined && before.scanned !== now.scanned;
  return html`<section id="overview" aria-label="Overview">
    <div class="title">
      <h1>IAM users and access keys</h1>
      <p>
        ${nameOrganization(summary.organizationId)} · as of <b>${formatMinute(summary.asOf)}</b> ·
        scan ${summary.scanId}
      </p>
    </div>
    ${renderWhatIf(explainWhatIf(summary))}
    ${summary.notice === null ? null : html`<p class="scope">${summary.notice}</p>`}
    ${renderTiles(data)}
    ${coverageDiffers ? html`<p class="notice">Mind the coverage when you compare: scan ${before.scanId} of ${formatDay(before.asOf)} read ${plural(before.scanned, 'account')}, this one ${plural(now.scanned, 'account')}.</p>` : null}
    ${renderUnreadAccounts(data.unreadAccounts, summary.asOf)}
    <div class="policy">
      <h2>Policy <span class="soft">${policy.name}</span></h2>
      <p>
        Stale user: ${describeStaleRule(policy)}. High-risk key:
        ${describeRiskRule(policy)}.${policy.exemptions.length === 0 ? null : html` <a href="${exemptionsHref}">${plural(policy.exemptions.length, 'exemption')}</a>.`}
      </p>
    </div>
  </section>`;
}

function renderWhatIf([title, ...lines]: readonly string[]): Markup | null {
  if (title === undefined) return null;
  return html`<div class="what-if" role="note">
    <h2>${title}</h2>
    ${lines.map((line) => html`<p>${line}</p>`)}
  </div>`;
}

/** The organization in words. */
export function nameOrganization(organizationId: string | null): string {
  if (organizationId === null) return 'Organization not identified';
  if (organizationId.startsWith('account-'))
    return `Account ${organizationId.slice('account-'.length)}`;
  return organizationId === 'reports'
    ? 'A folder of credential reports'
    : `Organization ${organizationId}`;
}
