import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendScrollComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

/** ECharts from the parts that most dashboards need; rarer kinds of series are loaded when one is met. */
use([
  BarChart,
  LineChart,
  PieChart,
  ScatterChart,
  AriaComponent,
  GridComponent,
  LegendScrollComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

const COMMON = new Set(['bar', 'line', 'pie', 'scatter']);

const RARE_PARTS = ['calendar', 'dataset', 'dataZoom', 'graphic', 'polar', 'radar', 'singleAxis', 'title', 'visualMap'];

const listOf = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? value : value ? [value] : []) as Record<string, unknown>[];

/** Whether the option can be drawn with what is loaded already. */
export const isCommon = (option: Record<string, unknown>): boolean =>
  listOf(option.series).every((series) => COMMON.has(String(series.type))) &&
  !RARE_PARTS.some((part) => option[part] !== undefined);

/** Loads the rarer parts; once loaded, at once. */
export async function loadRare(): Promise<void> {
  const rare = await import('./engine-rare.ts');
  rare.useRare();
}

export const start = (element: HTMLElement): EChartsType => init(element, null, { renderer: 'canvas' });
