import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

/** ECharts from the parts that most dashboards need; rarer kinds of series are loaded when one is met. */
use([BarChart, LineChart, PieChart, GridComponent, LegendScrollComponent, TooltipComponent, CanvasRenderer]);

interface Part {
  load: () => void;
}

/** What few dashboards need is loaded when a drawing asks for it; key: kinds of series and names of components. */
const PARTS: readonly { needs: readonly string[]; get: () => Promise<Part> }[] = [
  { needs: ['heatmap', 'visualMap', 'calendar'], get: () => import('./parts/color.ts') },
  { needs: ['treemap', 'sunburst', 'tree'], get: () => import('./parts/hierarchy.ts') },
  { needs: ['sankey', 'graph'], get: () => import('./parts/flow.ts') },
  { needs: ['boxplot', 'custom', 'scatter', 'effectScatter'], get: () => import('./parts/boxes.ts') },
  { needs: ['gauge', 'funnel', 'radar'], get: () => import('./parts/dials.ts') },
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

/** Loads what a drawing needs beyond the common parts (once: the browser keeps it); null when it needs nothing. */
export function loadParts(option: Record<string, unknown>): Promise<void> | null {
  const needs = needsOf(option);
  const missing = PARTS.filter((part) => part.needs.some((need) => needs.has(need)));
  if (missing.length === 0) return null;
  return Promise.all(missing.map(async (part) => (await part.get()).load())).then(() => undefined);
}

export const start = (element: HTMLElement): EChartsType => init(element, null, { renderer: 'canvas' });
