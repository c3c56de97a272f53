import type { EChartsOption } from 'echarts';
import type { ChartPicture } from '../picture.ts';
import { picturePalette } from './colors.ts';
import { drawAxes, drawBoxes, drawBubbles, drawGantt, drawWaterfall } from './draw-axes.ts';
import { drawGauge } from './draw-gauge.ts';
import { drawCalendar, drawHeatmap } from './draw-grids.ts';
import { drawGraph, drawRadar, drawSankey, drawTree } from './draw-networks.ts';
import { drawSunburst, drawTreemap } from './draw-nested.ts';
import { drawFunnel, drawPie } from './draw-parts.ts';
import { legendOf } from './legend.ts';
import { type Drawing, isGround, isOption, type Option, optionAt, optionsIn, type Room } from './option.ts';
import { type ThemeName, THEMES, type Theme } from './palette.ts';
import { FONT } from './text.ts';

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

/** Names of all parts of a tree, each before those inside it. */
const namesInside = (nodes: unknown): string[] =>
  optionsIn(nodes).flatMap((node) => [nameOf(node), ...namesInside(node.children)]);

/** Names that need a colour: series over axes, else the items (or categories) of the one series. */
function categoriesOf(picture: ChartPicture): string[] {
  const series = optionsIn(picture.option.series);
  if (isOption(picture.option.xAxis)) return series.filter((each) => !isGround(each)).map(nameOf);
  if (picture.vizType === 'sunburst_v2') return series.flatMap((each) => [nameOf(each), ...namesInside(each.data)]);
  return series.flatMap((each) => {
    const categories = optionsIn(each.categories);
    return (categories.length > 1 ? categories : optionsIn(each.data)).map(nameOf);
  });
}

/**
 * The ECharts option of a picture in a theme: colours, axes, formats, tooltips. Pure; the browser, files and reports draw
 * the same. Motion is short; a file sets `animation: false`. Whoever knows the drawing's room says it: legends, names and
 * the marks of an axis then fit.
 */
export function toEChartsOption(picture: ChartPicture, themeName: ThemeName, room?: Room): EChartsOption {
  const house = THEMES[themeName];
  const theme: Theme = {
    ...house,
    categories: picture.palette ?? house.categories,
    sequence: picture.sequence ?? house.sequence,
  };
  const names = categoriesOf(picture);
  const colors = picturePalette(names, picture, theme);
  const legend = legendOf([...new Set(names)], theme, room, picture.vizType === 'pie' ? 0.4 : 0.24);
  const fallback = theme.categories[0] ?? theme.ink;
  const drawing: Drawing = {
    picture,
    option: picture.option,
    theme,
    room,
    legendRoom: legend.height,
    color: (name) => colors.get(name) ?? fallback,
  };
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
    legend: { ...legend.look, ...optionAt(drawn, 'legend') },
  } as EChartsOption;
}
