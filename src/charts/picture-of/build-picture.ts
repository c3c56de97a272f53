import type { Picture } from '../picture.ts';
import { isRecord } from '../query/form-fields.ts';
import { bigNumberPicture, bigNumberTotalPicture } from './big-number.ts';
import { categoricalScheme, sequentialScheme } from './color-schemes.ts';
import { ganttPicture } from './gantt.ts';
import { boxPlotPicture, calendarPicture, heatmapPicture, histogramPicture } from './grids.ts';
import { handlebarsPicture } from './handlebars.ts';
import { mixedPicture } from './mixed.ts';
import { graphPicture, sankeyPicture, treePicture } from './networks.ts';
import { funnelPicture, gaugePicture, piePicture, sunburstPicture, treemapPicture } from './parts.ts';
import { pivotPicture } from './pivot.ts';
import { bubblePicture, radarPicture, wordCloudPicture } from './points.ts';
import { tableOf, tablePicture } from './table.ts';
import { timeseriesPicture } from './timeseries.ts';
import { firstAnswer } from './support.ts';
import { waterfallPicture } from './waterfall.ts';
import type { BuildPicture, PictureInput } from './types.ts';

const PICTURES: Readonly<Record<string, BuildPicture>> = {
  big_number: bigNumberPicture,
  big_number_total: bigNumberTotalPicture,
  echarts_timeseries: timeseriesPicture,
  echarts_timeseries_line: timeseriesPicture,
  echarts_timeseries_bar: timeseriesPicture,
  echarts_timeseries_scatter: timeseriesPicture,
  echarts_timeseries_smooth: timeseriesPicture,
  echarts_timeseries_step: timeseriesPicture,
  echarts_area: timeseriesPicture,
  mixed_timeseries: mixedPicture,
  table: tablePicture,
  handlebars: handlebarsPicture,
  pie: piePicture,
  funnel: funnelPicture,
  gauge_chart: gaugePicture,
  treemap_v2: treemapPicture,
  sunburst_v2: sunburstPicture,
  heatmap_v2: heatmapPicture,
  histogram_v2: histogramPicture,
  box_plot: boxPlotPicture,
  cal_heatmap: calendarPicture,
  sankey_v2: sankeyPicture,
  bubble_v2: bubblePicture,
  gantt_chart: ganttPicture,
  pivot_table_v2: pivotPicture,
  radar: radarPicture,
  waterfall: waterfallPicture,
  graph_chart: graphPicture,
  tree_chart: treePicture,
  word_cloud: wordCloudPicture,
};

/** Chart types that have a picture here. */
export const DRAWN_TYPES: readonly string[] = Object.keys(PICTURES);

const HEX = /^#[0-9a-f]{6}$/i;

/** Colours that a chart or its dashboard gave to single labels; what is no colour is left out. */
function labelColors(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && HEX.test(entry[1]),
    ),
  );
}

/** The colours that the chart's scheme names, for all types alike. */
function withScheme(picture: Picture, { form }: PictureInput): Picture {
  if (picture.type !== 'chart') return picture;
  const palette = categoricalScheme(form.color_scheme);
  const sequence = sequentialScheme(form.linear_color_scheme);
  const given = labelColors(form.label_colors);
  return {
    ...picture,
    ...(palette ? { palette } : {}),
    ...(sequence ? { sequence } : {}),
    ...(Object.keys(given).length > 0 ? { labelColors: given } : {}),
  };
}

/** What a chart shows. A type that is not drawn here shows its rows and says its name. */
export function buildPicture(input: PictureInput): Picture {
  const { viz_type: vizType } = input.chart;
  const build = Object.hasOwn(PICTURES, vizType) ? PICTURES[vizType] : undefined;
  if (build !== undefined) return withScheme(build(input), input);
  return { type: 'unsupported', vizType, table: tableOf(input, firstAnswer(input)) };
}
