import type { ChartAsset, DatasetAsset, FormData } from '../../model/assets.ts';
import { compact, normaliseTimeColumn } from './base-query.ts';
import { dashboardFormData, pageFormData } from './page-form-data.ts';
import type { QueryObject } from './types.ts';
import { bigNumber, bigNumberTotal } from './viz/big-number.ts';
import {
  bubble,
  byMetricOrName,
  byMetricWhenSorted,
  calendar,
  gantt,
  graph,
  pie,
  radar,
  sankey,
  tree,
} from './viz/categories.ts';
import { boxPlot, heatmap, histogram, pivotTable, waterfall } from './viz/grids.ts';
import { mixed } from './viz/mixed.ts';
import { notDrawn } from './viz/not-drawn.ts';
import { handlebars, table } from './viz/table.ts';
import { timeseries } from './viz/timeseries.ts';
import type { BuildQueries } from './viz/types.ts';

/** One entry for each chart type that is drawn here. */
export const QUERY_BUILDERS: Readonly<Record<string, BuildQueries>> = {
  big_number: bigNumber,
  big_number_total: bigNumberTotal,
  echarts_timeseries: timeseries,
  echarts_timeseries_line: timeseries,
  echarts_timeseries_bar: timeseries,
  echarts_timeseries_scatter: timeseries,
  echarts_timeseries_smooth: timeseries,
  echarts_timeseries_step: timeseries,
  echarts_area: timeseries,
  mixed_timeseries: mixed,
  table,
  handlebars,
  pie,
  funnel: byMetricWhenSorted,
  gauge_chart: byMetricWhenSorted,
  treemap_v2: byMetricOrName,
  sunburst_v2: byMetricWhenSorted,
  heatmap_v2: heatmap,
  histogram_v2: histogram,
  box_plot: boxPlot,
  bubble_v2: bubble,
  sankey_v2: sankey,
  gantt_chart: gantt,
  pivot_table_v2: pivotTable,
  radar,
  waterfall,
  graph_chart: graph,
  tree_chart: tree,
  word_cloud: byMetricOrName,
  cal_heatmap: calendar,
};

function queriesOf({ viz_type: type }: ChartAsset, form: FormData): QueryObject[] {
  const build = QUERY_BUILDERS[type] ?? notDrawn;
  return build(form).map((query) => compact(normaliseTimeColumn(form, query)));
}

/**
 * The query objects that Superset 6.1's page sends for a chart that is opened by itself. A chart type that is not drawn
 * here gets the common query, so that its rows can still be shown as a table. Given the dataset, a chart without a time
 * filter gets the one that the page adds.
 */
export const buildQueries = (chart: ChartAsset, dataset?: DatasetAsset): QueryObject[] =>
  queriesOf(chart, pageFormData(chart, dataset));

/** The query objects that a dashboard page of Superset 6.1 sends for a chart; its filters are in extra_form_data. */
export const buildDashboardQueries = (chart: ChartAsset): QueryObject[] => queriesOf(chart, dashboardFormData(chart));
