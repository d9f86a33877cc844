import { colorDot } from '../color-dot.ts';
import { sumCounts } from '../count-by-account.ts';
import { formatCount, plural } from '../../format.ts';
import type { CountsByAccount } from '../html-report-data.ts';
import { html, type Markup } from '../markup.ts';
import { pickWorstAccounts, type PickedAccounts, type WorstBy } from '../pick-worst-accounts.ts';
import { drawStackedBarChart, hasOwnScale, nameRest, type ChartPart } from './stacked-bar-chart.ts';

/** What a figure with a stacked bar chart by account shows. */
export type ChartFigure = {
  readonly id: string;
  readonly title: string;
  /** What is counted, such as "stale users". */
  readonly noun: string;
  readonly counts: CountsByAccount;
  readonly worstBy: WorstBy;
  /** Says by what the accounts are sorted. */
  readonly order: string;
  readonly describePart: (part: string) => ChartPart;
  readonly note?: string;
};

/** Writes the chart for wide and for narrow pages, its legend, and the same numbers as a table. */
export function renderChartFigure(figure: ChartFigure): Markup {
  const { id, title, noun, counts, order } = figure;
  if (counts.accounts.length === 0) return html`<p class="none">No ${noun}.</p>`;
  const picked = pickWorstAccounts(counts, maxBars, figure.worstBy);
  const parts = picked.parts.map(figure.describePart);
  const chart = { id, title, description: describeChart(figure, picked), picked, parts };
  const sums = parts.map((_, index) =>
    counts.accounts.reduce((sum, account) => sum + (account.counts[index] ?? 0), 0),
  );
  return html`<figure class="figure">
    <figcaption>
      <h3>${title}</h3>
      <p class="notice">
        ${describeBars(picked, noun, order)}${figure.note === undefined ? null : ` ${figure.note}`}
      </p>
      <ul class="legend">
        ${parts.map(({ label, color }, index) => html`<li>${colorDot(color)}${label} <b>${formatCount(sums[index] ?? 0)}</b></li>`)}
      </ul>
    </figcaption>
    <div class="wide">${drawStackedBarChart(chart, { width: 1120, labelWidth: 230 })}</div>
    <div class="narrow">${drawStackedBarChart(chart, { width: 350, labelWidth: 120 })}</div>
    <details class="numbers">
      <summary>The same numbers as a table</summary>
      ${renderNumbers(picked, parts, title)}
    </details>
  </figure>`;
}

function describeBars(picked: PickedAccounts, noun: string, order: string): string {
  const { worst, rest } = picked;
  if (rest === null) return `${plural(worst.length, 'account')} with ${noun}, ${order} first.`;
  const scale = hasOwnScale(picked) ? ', on a scale of its own' : '';
  return `The ${worst.length} accounts with ${order}; the ${plural(rest.accountCount, 'other account')} with ${noun} are one bar below${scale}.`;
}

function describeChart(figure: ChartFigure, picked: PickedAccounts): string {
  const [first] = picked.worst;
  const most =
    first === undefined
      ? ''
      : ` ${first.accountName} stands first with ${formatCount(sumCounts(first))}.`;
  return `Stacked bar chart. ${describeBars(picked, figure.noun, figure.order)}${most} The table below has the same numbers.`;
}

function renderNumbers(picked: PickedAccounts, parts: readonly ChartPart[], title: string): Markup {
  const row = (name: Markup, counts: readonly number[]): Markup =>
    html`<tr>
      <th scope="row">${name}</th>
      ${parts.map((_, index) => html`<td class="count">${formatCount(counts[index] ?? 0)}</td>`)}
      <td class="count">${formatCount(sumCounts({ counts }))}</td>
    </tr>`;
  return html`<div class="scroll" role="region" aria-label="${title}, numbers" tabindex="0">
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Account</th>
          ${parts.map(({ label }) => html`<th scope="col" class="count">${label}</th>`)}
          <th scope="col" class="count">Total</th>
        </tr>
      </thead>
      <tbody>
        ${picked.worst.map((account) => row(html`<bdi>${account.accountName}</bdi> <span class="soft">${account.accountId}</span>`, account.counts))}${
          picked.rest === null ? null : row(html`${nameRest(picked)}`, picked.rest.counts)
        }
      </tbody>
    </table>
  </div>`;
}

const maxBars = 20;
