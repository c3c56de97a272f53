import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

export { toEChartsOption } from '../../../src/charts/draw/to-echarts.ts';

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

/** Begins to load what charts of these types will need, before their data are there. */
export function expectTypes(vizTypes: readonly string[]): void {
  // A part that does not come now is asked for again, and reported, when it is drawn with.
  for (const { types, get } of PARTS) if (vizTypes.some((type) => types?.test(type))) get().catch(() => {});
}

const listOf = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? value : value ? [value] : []) as Record<string, unknown>[];

function needsOf(option: Record<string, unknown>): Set<string> {
  const series = listOf(option.series);
  const named = [option, ...series].flatMap((each) => Object.keys(each).filter((key) => each[key] !== undefined));
  return new Set([...named, ...series.map((each) => String(each.type as string))]);
}

/** Loads what a drawing needs beyond the common parts (once: the browser keeps it); null when it needs nothing. */
export function loadParts(option: Record<string, unknown>): Promise<void> | null {
  const needs = needsOf(option);
  const missing = PARTS.filter((part) => part.needs.some((need) => needs.has(need)));
  if (missing.length === 0) return null;
  return Promise.all(missing.map(async (part) => (await part.get()).load())).then(() => undefined);
}

export const start = (element: HTMLElement): EChartsType => init(element, null, { renderer: 'canvas' });
