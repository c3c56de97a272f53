import type { EChartsOption } from 'echarts';
import { isOption, type Option, optionAt, optionsIn, textAt } from '../../charts/draw/option.ts';
import type { Fonts } from '../fonts.ts';

/** What charts/draw keeps free below a drawing for its zoom bar. */
const ZOOM_ROOM = 34;
const LEGEND = { item: 10, gap: 19, size: 11, line: 20, most: 4 };

/** Names in the legend, as ECharts takes them: its own data, else those of the series or of their items. */
function legendNames(option: Option, legend: Option): string[] {
  if (Array.isArray(legend.data))
    return legend.data.map((each) => (isOption(each) ? textAt(each, 'name') : String(each)));
  return optionsIn(option.series).flatMap((series) =>
    Array.isArray(series.data) && !option.xAxis && !option.radar
      ? optionsIn(series.data).map((each) => textAt(each, 'name'))
      : [textAt(series, 'name')],
  );
}

/**
 * An option without what only a hand on a mouse can use: zoom bars go, and a legend that would be leafed through is
 * written out in as many lines as it needs.
 */
export function forPaper(given: EChartsOption, width: number, fonts: Fonts): EChartsOption {
  const option: Option = { ...(given as Option), tooltip: { show: false }, toolbox: { show: false } };
  const legend = optionAt(option, 'legend');
  const grids = optionsIn(option.grid);
  let bottom = 0;
  if (optionsIn(option.dataZoom).some(({ type }) => type === 'slider')) bottom -= ZOOM_ROOM;
  delete option.dataZoom;
  if (legend.show !== false && legend.type === 'scroll' && legend.orient !== 'vertical') {
    const names = [...new Set(legendNames(option, legend).filter((name) => name !== ''))];
    const lines = linesOf(names, width - 16, fonts);
    if (lines <= LEGEND.most) {
      option.legend = { ...legend, type: 'plain', width: width - 16 };
      bottom += (lines - 1) * LEGEND.line;
    }
  }
  if (bottom !== 0 && grids.length > 0) {
    const moved = grids.map((grid) => ({
      ...grid,
      ...(typeof grid.bottom === 'number' ? { bottom: Math.max(6, grid.bottom + bottom) } : {}),
    }));
    option.grid = Array.isArray(option.grid) ? moved : moved[0];
  }
  return option as EChartsOption;
}

function linesOf(names: readonly string[], width: number, fonts: Fonts): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const own = LEGEND.item + LEGEND.gap + fonts.width(name, LEGEND.size);
    if (used > 0 && used + own > width) {
      lines += 1;
      used = 0;
    }
    used += own;
  }
  return lines;
}
