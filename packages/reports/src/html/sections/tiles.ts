import { isCoverageComplete } from '@credsweep/core';
import {
  describeAge,
  describeOlderAccounts,
  describeOtherAccounts,
  describeReportAge,
} from '../../describe-data-age.ts';
import { describeSeverities } from '../../describe-severities.ts';
import { drawSparkline } from '../charts/sparkline.ts';
import { formatCount, formatDay, formatPercent, plural } from '../../format.ts';
import type { UnreadAccount } from '../../read-unread-accounts.ts';
import type { OverviewData, TrendPoint } from '../html-report-data.ts';
import { html, type Markup } from '../markup.ts';

/** The numbers of the first screen: coverage and age of the data first, then the totals with their change. */
export function renderTiles(data: OverviewData): Markup {
  const { summary, trend } = data;
  const { policy } = summary;
  return html`<ul class="tiles">
    ${renderCoverage(data)} ${renderReportAge(data)}
    ${renderTotal({
      id: 'stale-users',
      label: 'Stale users',
      whole: `of ${plural(summary.users, 'user')}, ${formatPercent(summary.staleUsers, summary.users)}`,
      notes: [
        data.exemptedUserCount > 0 ? `${formatCount(data.exemptedUserCount)} more exempted` : '',
      ],
      trend,
      read: (point) => point.staleUsers,
    })}
    ${renderTotal({
      id: 'high-risk',
      label: 'High-risk keys',
      whole: `of ${plural(summary.accessKeys, 'access key')}, ${formatCount(summary.activeAccessKeys)} active`,
      notes: [describeSeverities(summary), describeNewKeys(data)],
      trend,
      read: (point) => point.highRiskKeys,
    })}
    ${renderTotal({
      id: 'old-keys',
      label: 'Active access keys',
      whole: `${formatCount(countOldKeys(data))} last rotated over ${policy.ageBandsDays.at(-1) ?? 0} days ago`,
      notes: [describeRootUsers(data)],
      trend,
      read: (point) => point.activeAccessKeys,
    })}
  </ul>`;
}

function renderCoverage({ summary, unreadAccounts }: OverviewData): Markup {
  const { coverage, state } = summary;
  const due = coverage.accounts - coverage.skipped;
  const tone = isCoverageComplete(coverage) ? 'good' : 'bad';
  const waiting = due - coverage.scanned - coverage.failed;
  const notes = [
    ...describeOutcome('failed', unreadAccounts),
    waiting > 0 ? html`<b class="bad">${formatCount(waiting)} waiting</b>` : null,
    ...describeOutcome('skipped', unreadAccounts),
    state === 'completed' ? null : html`<b class="bad">scan ${state}</b>`,
  ].filter((note) => note !== null);
  return html`<li class="tile ${tone}">
    <h2>Coverage</h2>
    <p class="number">${coverage.percent} %</p>
    <p>${formatCount(coverage.scanned)} of ${plural(due, 'account')} read</p>
    ${notes.length === 0 ? html`<p>Every account was read.</p>` : notes.map((note) => html`<p>${note}</p>`)}
    ${summary.otherAccounts === 0 ? null : html`<p><b class="warn">${describeOtherAccounts(summary)}</b></p>`}
  </li>`;
}

/** How many accounts failed or were skipped, and by which codes; the list below the tiles names them. */
function describeOutcome(
  state: 'failed' | 'skipped',
  unreadAccounts: readonly UnreadAccount[],
): readonly Markup[] {
  const accounts = unreadAccounts.filter((account) => account.state === state);
  if (accounts.length === 0) return [];
  const codes = [...Map.groupBy(accounts, ({ code }) => code ?? 'unknown')]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(
      ([code, { length }]) => `${nameCode(code)}${length > 1 ? ` × ${formatCount(length)}` : ''}`,
    );
  const shown = codes.length > maxCodes ? [...codes.slice(0, maxCodes), '…'] : codes;
  return [
    html`<b class="${state === 'failed' ? 'bad' : 'warn'}"
        >${formatCount(accounts.length)} ${state}</b
      >: ${shown.join(', ')}`,
  ];
}

function nameCode(code: string): string {
  return code.replace(/^account_/, '').replaceAll('_', ' ');
}

function renderReportAge({ summary }: OverviewData): Markup {
  const { asOf, oldestReport, olderAccounts } = summary;
  const ageMs = oldestReport === null ? 0 : asOf.getTime() - oldestReport.generatedAt.getTime();
  const tone = oldestReport === null ? '' : ageMs >= oldReportMs ? 'warn' : 'good';
  const account =
    oldestReport === null
      ? null
      : html`<p>
          <bdi>${oldestReport.accountName}</bdi> <span class="soft">${oldestReport.accountId}</span>
        </p>`;
  return html`<li class="tile ${tone}">
    <h2>Oldest credential report</h2>
    <p class="number age">
      ${oldestReport === null ? '–' : describeAge(oldestReport.generatedAt, asOf)}
    </p>
    ${account}
    <p class="sentence">${describeReportAge(summary)}</p>
    ${olderAccounts.length === 0 ? null : html`<p><b class="warn">${describeOlderAccounts(summary)}</b></p>`}
  </li>`;
}

type Total = {
  readonly id: string;
  readonly label: string;
  readonly whole: string;
  readonly notes: readonly string[];
  readonly trend: readonly TrendPoint[];
  readonly read: (point: TrendPoint) => number;
};

function renderTotal({ id, label, whole, notes, trend, read }: Total): Markup {
  const shown = trend.slice(-maxPoints);
  const now = trend.at(-1);
  const first = shown[0];
  const sparkline =
    shown.length < 2 || now === undefined || first?.judgedBy !== undefined || first === undefined
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
    ${notes.filter((note) => note !== '').map((note) => html`<p>${note}</p>`)} ${sparkline}
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
    ${words}
    <span class="soft"
      >${before.judgedBy === undefined ? `since ${formatDay(before.asOf)}` : `than by policy ${before.judgedBy}`}</span
    >
  </p>`;
}

function describeNewKeys({ summary, trend, exemptedKeyCount }: OverviewData): string {
  const news =
    trend.length < 2
      ? 'Baseline: none counts as new'
      : `${formatCount(summary.newHighRiskKeys)} new in this scan`;
  return exemptedKeyCount > 0 ? `${news}, ${formatCount(exemptedKeyCount)} more exempted` : news;
}

function describeRootUsers({ rootUsers }: OverviewData): string {
  const { withActiveKeys, withoutMfa } = rootUsers;
  return `Root users: ${withActiveKeys === 0 ? 'none' : formatCount(withActiveKeys)} with a key, ${withoutMfa === 0 ? 'none' : formatCount(withoutMfa)} without MFA`;
}

function countOldKeys({ summary, activeKeyAges }: OverviewData): number {
  const oldest = activeKeyAges.parts.indexOf(`over ${summary.policy.ageBandsDays.at(-1) ?? 0}`);
  return activeKeyAges.accounts.reduce((sum, { counts }) => sum + (counts[oldest] ?? 0), 0);
}

const maxPoints = 60;
const maxCodes = 4;
/** AWS makes a new report once one is four hours old: this is nearly as old as it gets. */
const oldReportMs = 3.5 * 3_600_000;
