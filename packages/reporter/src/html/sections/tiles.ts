import { isCoverageComplete } from '@credsweep/core';
import { drawSparkline } from '../charts/sparkline.ts';
import { formatCount, formatDay, formatDuration, formatPercent, plural } from '../../format.ts';
import type { HtmlReportData, TrendPoint } from '../html-report-data.ts';
import { html, type Markup } from '../markup.ts';

/** The numbers of the first screen: coverage and age of the data first, then the totals with their change. */
export function renderTiles(data: HtmlReportData): Markup {
  const { summary, trend } = data;
  const { policy } = summary;
  return html`<ul class="tiles">
    ${renderCoverage(data)} ${renderReportAge(data)}
    ${renderTotal({
      id: 'stale-users',
      label: 'Stale users',
      whole: `of ${plural(summary.users, 'user')}, ${formatPercent(summary.staleUsers, summary.users)}`,
      note:
        data.exemptedUserCount > 0 ? `${formatCount(data.exemptedUserCount)} more exempted` : '',
      trend,
      read: (point) => point.staleUsers,
    })}
    ${renderTotal({
      id: 'high-risk',
      label: 'High-risk keys',
      whole: `of ${plural(summary.accessKeys, 'access key')}, ${formatCount(summary.activeAccessKeys)} active`,
      note: describeNewKeys(data),
      trend,
      read: (point) => point.highRiskKeys,
    })}
    ${renderTotal({
      id: 'old-keys',
      label: 'Active access keys',
      whole: `${formatCount(countOldKeys(data))} last rotated over ${policy.ageBandsDays.at(-1) ?? 0} days ago`,
      note: describeRootUsers(data),
      trend,
      read: (point) => point.activeAccessKeys,
    })}
  </ul>`;
}

function renderCoverage({ summary }: HtmlReportData): Markup {
  const { coverage, state } = summary;
  const due = coverage.accounts - coverage.skipped;
  const tone = isCoverageComplete(coverage) ? 'good' : 'bad';
  const waiting = due - coverage.scanned - coverage.failed;
  const notes = [
    coverage.failed > 0 ? html`<b class="bad">${formatCount(coverage.failed)} failed</b>` : null,
    waiting > 0 ? html`<b class="bad">${formatCount(waiting)} waiting</b>` : null,
    coverage.skipped > 0
      ? html`<b class="warn">${formatCount(coverage.skipped)} skipped</b>`
      : null,
    state === 'completed' ? null : html`<b class="bad">scan ${state}</b>`,
  ].filter((note) => note !== null);
  return html`<li class="tile ${tone}">
    <h2>Coverage</h2>
    <p class="number">${coverage.percent} %</p>
    <p>${formatCount(coverage.scanned)} of ${plural(due, 'account')} read</p>
    <p>
      ${notes.length === 0 ? 'Every account was read.' : notes.map((note, index) => (index === 0 ? note : html`, ${note}`))}
    </p>
  </li>`;
}

function renderReportAge({ summary, oldestReport, olderAccounts }: HtmlReportData): Markup {
  const older =
    olderAccounts.length === 0
      ? null
      : html`<p>
          <b class="warn">${plural(olderAccounts.length, 'account')}</b> shown with data of an
          earlier scan
        </p>`;
  if (oldestReport === null)
    return html`<li class="tile">
      <h2>Oldest credential report</h2>
      <p class="number">–</p>
      <p>No report has been read.</p>
    </li>`;
  const ageMs = summary.asOf.getTime() - oldestReport.generatedAt.getTime();
  const isOld = ageMs > maxReportAgeMs;
  return html`<li class="tile ${isOld ? 'warn' : 'good'}">
    <h2>Oldest credential report</h2>
    <p class="number age">${ageMs <= 0 ? 'fresh' : formatDuration(ageMs)}</p>
    <p>
      <bdi>${oldestReport.accountName}</bdi> <span class="soft">${oldestReport.accountId}</span>
    </p>
    ${older ?? html`<p>${describeAge(ageMs)}</p>`}
  </li>`;
}

function describeAge(ageMs: number): Markup {
  if (ageMs <= 0) return html`Every report was made for this scan.`;
  return ageMs > maxReportAgeMs
    ? html`<b class="warn">Over 4 hours old</b>: what was fixed since still shows.`
    : html`AWS makes a new one every 4 hours at most.`;
}

type Total = {
  readonly id: string;
  readonly label: string;
  readonly whole: string;
  readonly note: string;
  readonly trend: readonly TrendPoint[];
  readonly read: (point: TrendPoint) => number;
};

function renderTotal({ id, label, whole, note, trend, read }: Total): Markup {
  const shown = trend.slice(-maxPoints);
  const now = trend.at(-1);
  const first = shown[0];
  const sparkline =
    shown.length < 2 || now === undefined || first === undefined
      ? null
      : drawSparkline({
          id: `trend-${id}`,
          title: `${label}, ${plural(shown.length, 'scan')}`,
          description: `From ${formatCount(read(first))} on ${formatDay(first.asOf)} to ${formatCount(read(now))} on ${formatDay(now.asOf)}.`,
          values: shown.map(read),
          color: 'var(--ink-soft)',
        });
  return html`<li class="tile">
    <h2>${label}</h2>
    <p class="number">${now === undefined ? '–' : formatCount(read(now))}</p>
    ${renderChange(trend, read, id !== 'old-keys')}
    <p>${whole}</p>
    ${note === '' ? null : html`<p>${note}</p>`} ${sparkline}
  </li>`;
}

function renderChange(
  trend: readonly TrendPoint[],
  read: (point: TrendPoint) => number,
  isRisk: boolean,
): Markup {
  const [before, now] = [trend.at(-2), trend.at(-1)];
  if (before === undefined || now === undefined) return html`<p class="change soft">first scan</p>`;
  const change = read(now) - read(before);
  const tone = !isRisk || change === 0 ? '' : change > 0 ? 'bad' : 'good';
  const words = change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`;
  return html`<p class="change ${tone}">
    ${words} <span class="soft">since ${formatDay(before.asOf)}</span>
  </p>`;
}

function describeNewKeys({ summary, trend, exemptedKeyCount }: HtmlReportData): string {
  const news =
    trend.length < 2
      ? 'Baseline: none counts as new'
      : `${formatCount(summary.newHighRiskKeys)} new in this scan`;
  return exemptedKeyCount > 0 ? `${news}, ${formatCount(exemptedKeyCount)} more exempted` : news;
}

function describeRootUsers({ rootUsers }: HtmlReportData): string {
  const { withActiveKeys, withoutMfa } = rootUsers;
  return `Root users: ${withActiveKeys === 0 ? 'none' : formatCount(withActiveKeys)} with a key, ${withoutMfa === 0 ? 'none' : formatCount(withoutMfa)} without MFA`;
}

function countOldKeys({ summary, activeKeyAges }: HtmlReportData): number {
  const oldest = activeKeyAges.parts.indexOf(`over ${summary.policy.ageBandsDays.at(-1) ?? 0}`);
  return activeKeyAges.accounts.reduce((sum, { counts }) => sum + (counts[oldest] ?? 0), 0);
}

const maxPoints = 60;
const maxReportAgeMs = 4 * 3_600_000;
