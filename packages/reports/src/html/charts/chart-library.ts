import type * as Charts from 'echarts/charts';
import type * as Components from 'echarts/components';
import type * as Core from 'echarts/core';
import type * as Renderers from 'echarts/renderers';
import { createRequire } from 'node:module';

/** What the charts of the report are made of. */
export type ChartOption = Core.ComposeOption<
  Charts.BarSeriesOption | Charts.LineSeriesOption | Components.GridComponentOption
>;

/** Draws a chart as SVG, without a browser. */
export function drawChart(option: ChartOption, width: number, height: number): string {
  const chart = loadLibrary().init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** Loaded with the first chart: the library is half of all modules, and most commands draw none. */
function loadLibrary(): typeof Core {
  const { BarChart, LineChart } = require('echarts/charts') as typeof Charts;
  const { GridComponent } = require('echarts/components') as typeof Components;
  const { SVGRenderer } = require('echarts/renderers') as typeof Renderers;
  const core = require('echarts/core') as typeof Core;
  core.use([BarChart, LineChart, GridComponent, SVGRenderer]);
  return core;
}

const require = createRequire(import.meta.url);
