/** Chart types that Superset 4.1 to 6.1 replaces when it imports them, with what it stores instead (seen on 6.1.0). */
const REPLACED: Record<string, string> = {
  treemap: 'treemap_v2',
  pivot_table: 'pivot_table_v2',
  dual_line: 'mixed_timeseries',
  sunburst: 'sunburst_v2',
  line: 'echarts_timeseries_line',
  area: 'echarts_area',
  bar: 'echarts_timeseries_bar',
  dist_bar: 'echarts_timeseries_bar',
  bubble: 'bubble_v2',
  heatmap: 'heatmap_v2',
  histogram: 'histogram_v2',
  sankey: 'sankey_v2',
};

/** The type that Superset stores for `vizType`: another one when it is a legacy type. */
export const storedVizType = (vizType: string): string =>
  Object.hasOwn(REPLACED, vizType) ? (REPLACED[vizType] ?? vizType) : vizType;
