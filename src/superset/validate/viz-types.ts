import type { SupersetVersion } from '../../config/environment.ts';

/** First and last version of chart types that not every version draws; `null` as last means: up to now. */
interface Life {
  since?: SupersetVersion;
  /** First version that no longer has it, and what took its place. */
  gone?: SupersetVersion;
  instead?: string;
  /** Every import of 4.1 to 6.1 turns it into the other and rewrites its controls (superset/migrations/shared/migrate_viz). */
  replaced?: true;
}

const legacy = (instead: string, gone: SupersetVersion = '5.0'): Life => ({ gone, instead, replaced: true });

/** Chart types of Superset 4.1 to 6.1 (MainPreset.ts of each). Those that every version has are in EVERYWHERE. */
export const VIZ_LIVES: Readonly<Record<string, Life>> = {
  gantt_chart: { since: '6.0' },
  'ag-grid-table': { since: '6.0' },
  cartodiagram: { since: '5.0' },
  point_cluster_map: { since: '6.1' },
  mapbox: { gone: '6.1', instead: 'point_cluster_map' },
  area: legacy('echarts_area'),
  bar: legacy('echarts_timeseries_bar'),
  line: legacy('echarts_timeseries_line'),
  bubble: legacy('bubble_v2', '4.1'),
  dist_bar: legacy('echarts_timeseries_bar'),
  heatmap: legacy('heatmap_v2'),
  histogram: legacy('histogram_v2'),
  sankey: legacy('sankey_v2'),
  event_flow: { gone: '5.0', instead: 'echarts_timeseries_scatter' },
  sankey_loop: { gone: '5.0', instead: 'sankey_v2' },
  // Dropped without a word: 200, and the chart is not there.
  filter_box: { gone: '4.1', instead: 'native filters' },
  sunburst: legacy('sunburst_v2', '4.1'),
  treemap: legacy('treemap_v2', '4.1'),
  pivot_table: legacy('pivot_table_v2', '4.1'),
  dual_line: legacy('mixed_timeseries', '4.1'),
};

export const EVERYWHERE: readonly string[] =
  'big_number big_number_total pop_kpi box_plot bubble_v2 funnel gauge_chart graph_chart heatmap_v2 histogram_v2 mixed_timeseries pie radar sankey_v2 sunburst_v2 echarts_timeseries echarts_timeseries_line echarts_timeseries_bar echarts_timeseries_scatter echarts_timeseries_smooth echarts_timeseries_step echarts_area tree_chart treemap_v2 waterfall table pivot_table_v2 handlebars word_cloud cal_heatmap chord country_map horizon paired_ttest para partition rose world_map time_table bullet compare time_pivot deck_arc deck_geojson deck_grid deck_hex deck_heatmap deck_multi deck_path deck_polygon deck_scatter deck_screengrid deck_contour'.split(
    ' ',
  );
