import { sumCounts } from '../count-by-account.ts';
import { formatCount, plural } from '../../format.ts';
import type { Markup } from '../markup.ts';
import type { PickedAccounts } from '../pick-worst-accounts.ts';
import { drawChart, type ChartOption } from './chart-library.ts';
import { fitChartSvg } from './chart-svg.ts';
import { fitLabel } from './fit-label.ts';
import { measureLabel } from './measure-label.ts';

/** A part of the bars: its words and the variable with its colour. */
export type ChartPart = { readonly label: string; readonly color: string };

/** Measures of a chart in pixels. */
export type ChartSize = {
  readonly width: number;
  /** At most; longer names are shortened. */
  readonly labelWidth: number;
};

/** What a stacked bar chart shows. */
export type StackedBarChart = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly picked: PickedAccounts;
  readonly parts: readonly ChartPart[];
};

/** Draws one bar for each account, stacked by part; the rest of the accounts has a bar below them. */
export function drawStackedBarChart(chart: StackedBarChart, size: ChartSize): Markup {
  const { picked, parts, id, title, description } = chart;
  const { worst, rest } = picked;
  const height =
    worst.length * rowHeight + axisHeight + (rest === null ? 0 : restGap + rowHeight) + 2;
  const svg = drawChart(toOption(chart, size), size.width, height);
  return fitChartSvg(svg, {
    id: `${id}-${size.width}`,
    title,
    description,
    nameMark: (series, position) => {
      const part = series % parts.length;
      const counts = series < parts.length ? worst[position]?.counts : rest?.counts;
      const name =
        series < parts.length
          ? `${worst[position]?.accountName} (${worst[position]?.accountId})`
          : nameRest(picked);
      return `${name}: ${formatCount(counts?.[part] ?? 0)} ${parts[part]?.label ?? ''}`;
    },
  });
}

/** Names the bar of the accounts that have none of their own. */
export function nameRest({ rest }: PickedAccounts): string {
  return rest === null ? '' : plural(rest.accountCount, 'other account');
}

/** Whether the bar of the rest is too long for the scale of the others. */
export function hasOwnScale({ worst, rest }: PickedAccounts): boolean {
  return rest !== null && sumCounts(rest) > 2 * Math.max(...worst.map(sumCounts));
}

type AccountAxis = Extract<ChartOption['yAxis'], readonly unknown[]>[number];

function toOption(chart: StackedBarChart, { width, ...size }: ChartSize): ChartOption {
  const { picked, parts } = chart;
  const { worst, rest } = picked;
  const names = worst.map(nameBar).map((name) => fitLabel(name, size.labelWidth));
  const left = Math.max(...[...names, nameRest(picked)].map(measureLabel)) + 10;
  const ownScale = hasOwnScale(picked);
  const restSum = rest === null ? 0 : sumCounts(rest);
  const most = Math.max(...worst.map(sumCounts), ownScale ? 0 : restSum);
  const restTop = worst.length * rowHeight + axisHeight + restGap;
  const bars = worst.length * rowHeight;
  return {
    textStyle: { fontFamily: 'sans-serif', fontSize: 12 },
    grid: [
      { left, right: totalWidth, top: 0, height: bars },
      { left, right: totalWidth, top: restTop, height: rowHeight },
    ],
    xAxis: [
      {
        type: 'value',
        gridIndex: 0,
        minInterval: 1,
        splitNumber: width < 500 ? 3 : 6,
        axisLabel: { color: 'var(--ink-soft)', fontSize: 11, showMaxLabel: false },
        splitLine: { showMaxLine: false, lineStyle: { color: 'var(--rule)' } },
        max: most,
      },
      {
        type: 'value',
        gridIndex: 1,
        show: false,
        max: ownScale ? restSum : most,
      },
    ],
    yAxis: [toAccountAxis(0, names), toAccountAxis(1, rest === null ? [] : [nameRest(picked)])],
    series: [
      ...parts.map((part, index) => toSeries(part, index, worst, 0)),
      ...(rest === null ? [] : parts.map((part, index) => toSeries(part, index, [rest], 1))),
    ],
  };
}

/** Accounts may share a name or have none, and a chart must tell them apart. */
function nameBar(
  { accountId, accountName }: { readonly accountId: string; readonly accountName: string },
  _: number,
  all: readonly { readonly accountName: string }[],
): string {
  const namesakes = all.filter((account) => account.accountName === accountName).length;
  return accountName.trim() === '' || namesakes > 1
    ? `${accountId} ${accountName}`.trim()
    : accountName;
}

function toAccountAxis(gridIndex: number, names: readonly string[]): AccountAxis {
  return {
    type: 'category',
    gridIndex,
    inverse: true,
    data: [...names],
    axisLine: { show: gridIndex === 0, lineStyle: { color: 'var(--rule-strong)' } },
    axisTick: { show: false },
    axisLabel: {
      color: gridIndex === 0 ? 'var(--ink)' : 'var(--ink-soft)',
      fontSize: 12,
      interval: 0,
    },
  };
}

/** The total stands behind the last part of each bar. */
function toSeries(
  part: ChartPart,
  index: number,
  bars: readonly { readonly counts: readonly number[] }[],
  gridIndex: number,
) {
  return {
    type: 'bar',
    name: part.label,
    stack: `bars-${gridIndex}`,
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    barWidth: rowHeight - 8,
    emphasis: { disabled: true },
    itemStyle: { color: part.color, borderColor: 'var(--surface)', borderWidth: 1 },
    data: bars.map((bar) => {
      const count = bar.counts[index] ?? 0;
      const isLast = count > 0 && bar.counts.slice(index + 1).every((later) => later === 0);
      return {
        value: count === 0 ? '-' : count,
        label: {
          show: isLast,
          position: 'right',
          color: 'var(--ink)',
          fontSize: 12,
          formatter: () => formatCount(sumCounts(bar)),
        },
      } as const;
    }),
  } as const;
}

const rowHeight = 24;
const axisHeight = 24;
const restGap = 10;
const totalWidth = 52;
