import type { Markup } from '../markup.ts';
import { drawChart } from './chart-library.ts';
import { fitChartSvg } from './chart-svg.ts';

/** Draws how a number went from scan to scan; the last point is marked. */
export function drawSparkline(sparkline: {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly values: readonly number[];
  readonly color: string;
}): Markup {
  const { values, color, ...words } = sparkline;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max(1, (high - low) * 0.15);
  const svg = drawChart(
    {
      grid: { left: 2, right: 6, top: 5, bottom: 5 },
      xAxis: { type: 'category', show: false, boundaryGap: false, data: values.map(String) },
      yAxis: { type: 'value', show: false, min: low - margin, max: high + margin },
      series: [
        {
          type: 'line',
          clip: false,
          emphasis: { disabled: true },
          silent: true,
          symbol: 'circle',
          lineStyle: { color, width: 2 },
          itemStyle: { color },
          data: values.map((value, index) => ({
            value,
            symbolSize: index === values.length - 1 ? 7 : 0,
          })),
        },
      ],
    },
    width,
    height,
  );
  return fitChartSvg(svg, words);
}

const width = 180;
const height = 36;
