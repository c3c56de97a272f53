import type { EChartsType } from 'echarts/core';
import type { Crosshair } from '../dashboard/crosshair.ts';

/** What was clicked, as ECharts names it. */
export interface PickedItem {
  seriesType: string;
  seriesName: string;
  name: string;
  value: unknown;
}

/** Lines and bars stand for their series, slices and tiles for themselves. */
export const pickedValue = (item: PickedItem): string =>
  ['line', 'bar', 'scatter'].includes(item.seriesType) && item.seriesName !== '' ? item.seriesName : item.name;

interface Watch {
  element: HTMLElement;
  chart: () => EChartsType | null;
  crosshair: Crosshair | undefined;
  onRange: (from: number, to: number) => void;
  onPick: (item: PickedItem) => void;
  canSelect: () => boolean;
}

const GRID = { gridIndex: 0 };
let nextId = 0;

const axisType = (chart: EChartsType, side: 'xAxis' | 'yAxis'): string | undefined => {
  const axes = (chart.getOption() as Record<string, { type?: string }[] | undefined>)[side];
  return axes?.[0]?.type;
};

/**
 * The pointer over a drawing with a time axis: it moves the shared crosshair, and dragging selects a range. Lines are
 * plain elements over the canvas, so moving them draws nothing again.
 */
export function watchPointer(watch: Watch): () => void {
  const { element, crosshair } = watch;
  nextId += 1;
  const self = `canvas-${nextId}`;
  const parent = element.parentElement ?? element;
  const line = parent.appendChild(document.createElement('div'));
  line.className = 'crosshair';
  const selection = parent.appendChild(document.createElement('div'));
  selection.className = 'selection';
  let from: { x: number; time: number } | null = null;
  let dragged = false;
  let bound: EChartsType | null = null;

  const timed = (): EChartsType | null => {
    const chart = watch.chart();
    return chart && axisType(chart, 'xAxis') === 'time' ? chart : null;
  };
  const timeAt = (event: PointerEvent): { x: number; time: number } | null => {
    const chart = timed();
    if (!chart) return null;
    const bounds = element.getBoundingClientRect();
    const point = [event.clientX - bounds.left, event.clientY - bounds.top];
    if (!chart.containPixel(GRID, point)) return null;
    const value = chart.convertFromPixel(GRID, point) as unknown as number[];
    return value[0] === undefined ? null : { x: point[0] ?? 0, time: value[0] };
  };
  const band = (x1: number, x2: number): void => {
    selection.style.left = `${Math.min(x1, x2)}px`;
    selection.style.width = `${Math.abs(x2 - x1)}px`;
    selection.style.visibility = 'visible';
  };

  const bind = (): void => {
    const chart = watch.chart();
    if (!chart || chart === bound) return;
    bound = chart;
    chart.on('click', (event) => {
      if (dragged) return;
      const { seriesType, seriesName, name, value } = event as Partial<PickedItem>;
      watch.onPick({ seriesType: seriesType ?? '', seriesName: seriesName ?? '', name: name ?? '', value });
    });
  };
  const move = (event: PointerEvent): void => {
    bind();
    const at = timeAt(event);
    if (from && at && Math.abs(at.x - from.x) > 4) {
      dragged = true;
      band(from.x, at.x);
    }
    crosshair?.set(at?.time ?? null, self);
  };
  const down = (event: PointerEvent): void => {
    bind();
    dragged = false;
    from = event.button === 0 && event.pointerType === 'mouse' && watch.canSelect() ? timeAt(event) : null;
  };
  const up = (event: PointerEvent): void => {
    selection.style.visibility = 'hidden';
    const at = timeAt(event);
    if (from && at && dragged) watch.onRange(from.time, at.time);
    from = null;
  };
  const leave = (): void => crosshair?.set(null, self);
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !from) return;
    from = null;
    selection.style.visibility = 'hidden';
  };

  const off = crosshair?.listen((time, source) => {
    const chart = time === null || source === self ? null : timed();
    const x = chart && time !== null ? chart.convertToPixel(GRID, [time, 0])[0] : undefined;
    const inside = chart && x !== undefined && chart.containPixel(GRID, [x, element.clientHeight / 2]);
    line.style.visibility = inside ? 'visible' : 'hidden';
    if (inside) line.style.transform = `translateX(${Math.round(x)}px)`;
  });
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointerleave', leave);
  addEventListener('pointerup', up);
  addEventListener('keydown', escape);
  return () => {
    off?.();
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointerleave', leave);
    removeEventListener('pointerup', up);
    removeEventListener('keydown', escape);
    line.remove();
    selection.remove();
  };
}
