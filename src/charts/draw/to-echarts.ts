import type { EChartsOption } from 'echarts';
import type { ChartPicture } from '../picture.ts';
import { picturePalette } from './colors.ts';
import { drawAxes, drawBoxes, drawBubbles, drawGantt, drawWaterfall } from './draw-axes.ts';
import { drawCalendar, drawHeatmap } from './draw-grids.ts';
import { drawGraph, drawRadar, drawSankey, drawTree } from './draw-networks.ts';
import { drawSunburst, drawTreemap } from './draw-nested.ts';
import { drawFunnel, drawGauge, drawPie } from './draw-parts.ts';
import { type Drawing, isOption, type Option, optionAt, optionsIn } from './option.ts';
import { type ThemeName, THEMES, type Theme } from './palette.ts';
import { clipped, FONT } from './text.ts';

const DRAWERS: Readonly<Record<string, (drawing: Drawing) => Option>> = {
  pie: drawPie,
  funnel: drawFunnel,
  gauge_chart: drawGauge,
  treemap_v2: drawTreemap,
  sunburst_v2: drawSunburst,
  heatmap_v2: drawHeatmap,
  cal_heatmap: drawCalendar,
  box_plot: drawBoxes,
  bubble_v2: drawBubbles,
  gantt_chart: drawGantt,
  waterfall: drawWaterfall,
  sankey_v2: drawSankey,
  graph_chart: drawGraph,
  tree_chart: drawTree,
  radar: drawRadar,
};

const nameOf = (option: Option): string => String((option.name ?? '') as string).replaceAll('\u200b', '');

/** Names that need a colour: series over axes, else the items (or categories) of the one series. */
function categoriesOf(picture: ChartPicture): string[] {
  const series = optionsIn(picture.option.series);
  if (isOption(picture.option.xAxis)) return series.map(nameOf).filter((name) => name !== 'base');
  return series.flatMap((each) => {
    const categories = optionsIn(each.categories);
    return (categories.length > 1 ? categories : optionsIn(each.data)).map(nameOf);
  });
}

function legendLook(theme: Theme): Option {
  return {
    type: 'scroll',
    bottom: 0,
    left: 'center',
    icon: 'roundRect',
    itemWidth: 10,
    itemHeight: 10,
    itemGap: 14,
    padding: [0, 8],
    pageIconSize: 10,
    pageIconColor: theme.muted,
    pageIconInactiveColor: theme.faint,
    pageTextStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
    inactiveColor: theme.neutral,
    textStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
    formatter: (name: string): string => clipped(name.replaceAll('\u200b', ''), 32),
  };
}

/**
 * The ECharts option of a picture in a theme: colours, axes, formats, tooltips. Pure; the browser, files and reports draw
 * the same. Motion is short; a file sets `animation: false`.
 */
export function toEChartsOption(picture: ChartPicture, themeName: ThemeName): EChartsOption {
  const house = THEMES[themeName];
  const theme: Theme = {
    ...house,
    categories: picture.palette ?? house.categories,
    sequence: picture.sequence ?? house.sequence,
  };
  const colors = picturePalette(categoriesOf(picture), picture, theme);
  const fallback = theme.categories[0] ?? theme.ink;
  const drawing: Drawing = { picture, option: picture.option, theme, color: (name) => colors.get(name) ?? fallback };
  const draw = Object.hasOwn(DRAWERS, picture.vizType) ? DRAWERS[picture.vizType] : undefined;
  const drawn = (draw ?? drawAxes)(drawing);
  return {
    color: [...theme.categories],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, color: theme.muted },
    useUTC: true,
    animationDuration: 220,
    animationDurationUpdate: 220,
    aria: { enabled: true },
    ...drawn,
    legend: { ...legendLook(theme), ...optionAt(drawn, 'legend') },
  } as EChartsOption;
}
