import type { EChartsOption } from 'echarts';
import { type Option, optionsIn } from '../../charts/draw/option.ts';

/** What charts/draw keeps free below a drawing for its zoom bar. */
const ZOOM_ROOM = 34;

/** An option without what only a hand on a mouse can use: hints and zoom bars go, and the drawing takes their room. */
export function forPaper(given: EChartsOption): EChartsOption {
  const option: Option = { ...(given as Option), tooltip: { show: false }, toolbox: { show: false } };
  const zooms = optionsIn(option.dataZoom).some(({ type }) => type === 'slider');
  delete option.dataZoom;
  if (!zooms) return option as EChartsOption;
  const grids = optionsIn(option.grid).map((grid) =>
    typeof grid.bottom === 'number' ? { ...grid, bottom: Math.max(6, grid.bottom - ZOOM_ROOM) } : grid,
  );
  return {
    ...option,
    ...(grids.length === 0 ? {} : { grid: Array.isArray(option.grid) ? grids : grids[0] }),
  } as EChartsOption;
}
