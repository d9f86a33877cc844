import { describeShownData } from '../../describe-data-age.ts';
import { describeRiskRule, describeStaleRule } from '../../describe-policy.ts';
import type { ScanSummary } from '@credsweep/core';
import { formatCount, formatDuration, formatMinute, plural } from '../../format.ts';
import type { HtmlReportData, TrendPoint } from '../html-report-data.ts';
import { html, type Markup } from '../markup.ts';

/** The evidence: how the scan judged, what it called, and how the scans before it ended. */
export function renderAbout(data: HtmlReportData): Markup {
  const { summary, trend } = data;
  const { policy } = summary;
  const took =
    summary.finishedAt === null
      ? 'not finished'
      : `${formatMinute(summary.finishedAt)}, after ${formatDuration(summary.finishedAt.getTime() - summary.startedAt.getTime())}`;
  return html`<section id="about" class="part" aria-labelledby="about-title">
    <h2 id="about-title">About this scan</h2>
    <dl class="facts">
      <dt>Rules</dt>
      <dd>
        Stale user: ${describeStaleRule(policy)}. High-risk key: ${describeRiskRule(policy)}. Root
        users are not among the users; their keys are among the keys. Ages count to the time of the
        scan, and “over 60 days” means more than 60 × 24 hours.
      </dd>
      <dt>Data</dt>
      <dd>
        IAM credential reports, which AWS renews every four hours at most. An account that could not
        be read keeps its last good data where there is any, and has no rows otherwise.
      </dd>
      <dt>Started</dt>
      <dd>${formatMinute(summary.startedAt)}</dd>
      <dt>Finished</dt>
      <dd>${took}</dd>
      <dt>AWS calls</dt>
      <dd>
        ${formatCount(summary.apiCalls.total)}:
        ${Object.entries(summary.apiCalls.byAction)
          .map(([action, count]) => `${action} ${formatCount(count)}`)
          .join(', ')}
      </dd>
    </dl>
    ${renderOlderAccounts(summary)} ${renderExemptions(data)} ${renderTrend(trend)}
  </section>`;
}

function renderOlderAccounts({ olderAccounts, asOf }: ScanSummary): Markup | null {
  if (olderAccounts.length === 0) return null;
  return html`<details>
    <summary>${plural(olderAccounts.length, 'account')} shown with data of an earlier scan</summary>
    <ul>
      ${olderAccounts.map(({ accountId, accountName, dataAsOf }) => html`<li><bdi>${accountName}</bdi> <span class="soft">${accountId}</span>, ${describeShownData(dataAsOf, asOf)}</li>`)}
    </ul>
  </details>`;
}

function renderExemptions({ summary }: HtmlReportData): Markup | null {
  const { exemptions } = summary.policy;
  if (exemptions.length === 0) return null;
  const today = summary.asOf.toISOString().slice(0, 10);
  return html`<details open>
    <summary>${plural(exemptions.length, 'exemption')}</summary>
    <div class="scroll" role="region" aria-label="Exemptions" tabindex="0">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">User</th>
            <th scope="col">Key</th>
            <th scope="col">Reason</th>
            <th scope="col">Until</th>
          </tr>
        </thead>
        <tbody>
          ${exemptions.map(
            ({ account, user, key, reason, expires }) =>
              html`<tr>
                <td>${account ?? 'any'}</td>
                <td>${user ?? 'any'}</td>
                <td>${key ?? 'any'}</td>
                <td>${reason}</td>
                <td>${expires}${expires < today ? html` <b class="warn">expired</b>` : null}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function renderTrend(trend: readonly TrendPoint[]): Markup | null {
  if (trend.some(({ judgedBy }) => judgedBy !== undefined)) return null;
  const shown = trend.slice(-maxScans).toReversed();
  return html`<details>
    <summary>${plural(trend.length, 'scan')} of this organization up to this one</summary>
    <div class="scroll" role="region" aria-label="Scans" tabindex="0">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">As of</th>
            ${['Accounts read', 'Failed', 'Skipped', 'Users', 'Stale users', 'Access keys', 'High-risk keys', 'New'].map((title) => html`<th scope="col" class="count">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (point) =>
              html`<tr>
                <th scope="row">
                  ${formatMinute(point.asOf)} <span class="soft">scan ${point.scanId}</span>
                </th>
                ${[
                  point.scanned,
                  point.failed,
                  point.skipped,
                  point.users,
                  point.staleUsers,
                  point.accessKeys,
                  point.highRiskKeys,
                  point.newHighRiskKeys,
                ].map((count) => html`<td class="count">${formatCount(count)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      trend.length > maxScans
        ? html`<p class="notice">
            The newest ${maxScans} are shown. All:
            <code>credsweep report --table organization_trend</code>
          </p>`
        : null
    }
  </details>`;
}

const maxScans = 100;
