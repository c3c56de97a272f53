import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { toEChartsOption } from '../../../src/charts/draw/to-echarts.ts';

/** ECharts from the parts that most dashboards need; rarer kinds of series are loaded when one is met. */
use([BarChart, LineChart, PieChart, GridComponent, LegendScrollComponent, TooltipComponent, CanvasRenderer]);

interface Part {
  load: () => void;
}

/**
 * What few dashboards need is loaded when a drawing asks for it; `needs` are kinds of series and names of components,
 * `types` how the charts that always need it begin.
 */
const PARTS: readonly { needs: readonly string[]; types?: RegExp; get: () => Promise<Part> }[] = [
  {
    needs: ['heatmap', 'visualMap', 'calendar'],
    types: /^(heatmap|cal_heatmap)/,
    get: () => import('./parts/color.ts'),
  },
  {
    needs: ['treemap', 'sunburst', 'tree'],
    types: /^(treemap|sunburst|tree_chart)/,
    get: () => import('./parts/hierarchy.ts'),
  },
  { needs: ['sankey', 'graph'], types: /^(sankey|graph_chart)/, get: () => import('./parts/flow.ts') },
  {
    needs: ['boxplot', 'custom', 'scatter', 'effectScatter'],
    types: /^(box_plot|bubble|gantt)/,
    get: () => import('./parts/boxes.ts'),
  },
  { needs: ['gauge', 'funnel', 'radar'], types: /^(gauge|funnel|radar)/, get: () => import('./parts/dials.ts') },
  { needs: ['dataZoom'], get: () => import('./parts/zoom.ts') },
  {
    needs: ['graphic', 'markArea', 'markLine', 'markPoint', 'title', 'dataset'],
    get: () => import('./parts/marks.ts'),
  },
];

const listOf = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? value : value ? [value] : []) as Record<string, unknown>[];

function needsOf(option: Record<string, unknown>): Set<string> {
  const series = listOf(option.series);
  const named = [option, ...series].flatMap((each) => Object.keys(each).filter((key) => each[key] !== undefined));
  return new Set([...named, ...series.map((each) => String(each.type as string))]);
}

/** What draws: ECharts with the parts that were loaded so far. */
export function createEngine() {
  const loaded = new Set<(typeof PARTS)[number]>();
  const load = async (parts: readonly (typeof PARTS)[number][]): Promise<void> => {
    await Promise.all(
      parts.map(async (part) => {
        (await part.get()).load();
        loaded.add(part);
      }),
    );
  };
  return {
    toEChartsOption,
    /** Loads what charts of these types will need, before their data are there. */
    expect: (vizTypes: readonly string[]): Promise<void> =>
      load(PARTS.filter(({ types }) => vizTypes.some((type) => types?.test(type)))),
    /** Loads what a drawing needs beyond what is there; null when that is nothing. */
    partsFor(option: Record<string, unknown>): Promise<void> | null {
      const needs = needsOf(option);
      const missing = PARTS.filter((part) => !loaded.has(part) && part.needs.some((need) => needs.has(need)));
      return missing.length === 0 ? null : load(missing);
    },
    /** Makes a drawing of that size; it asks the page for nothing, which would lay it out once more for each. */
    start: (element: HTMLElement, room: { width: number; height: number }): EChartsType =>
      init(element, null, { renderer: 'canvas', ...room }),
  };
}
