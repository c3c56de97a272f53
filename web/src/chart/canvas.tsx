import type { EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { inSmall } from '../../../src/charts/draw/in-small.ts';
import type { ChartPicture } from '../../../src/charts/picture.ts';
import type { Crosshair } from '../dashboard/crosshair.ts';
import { useTheme } from '../theme.ts';
import { type Engine, useDrawing } from './drawing.ts';
import { type PickedItem, watchPointer } from './pointer.ts';

interface CanvasProps {
  picture: ChartPicture;
  label: string;
  crosshair?: Crosshair | undefined;
  onRange?: ((from: number, to: number) => void) | undefined;
  onPick?: ((item: PickedItem) => void) | undefined;
  /** Without axes, legend and pointer: in small, on a card. */
  miniature?: boolean;
}

/** One ECharts drawing. It is made once and then changed, so nothing flickers. */
export function Canvas(props: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const handlers = useRef(props);
  handlers.current = props;
  const redraw = useRef<(() => void) | null>(null);
  const theme = useTheme();
  const drawing = useDrawing();
  const { picture, miniature } = props;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    const draw = (engine: Engine): void => {
      if (gone) return;
      const room = { width: element.clientWidth, height: element.clientHeight };
      const option = engine.toEChartsOption(picture, theme, room) as Record<string, unknown>;
      const show = (): void => {
        if (gone) return;
        // Motion shows what a change changed. Where nothing was drawn there is nothing to show, and a page of charts that all
        // move at once costs more than the rest of opening it.
        const still = chart.current ? {} : { animation: false };
        chart.current ??= engine.start(element, room);
        const drawn = miniature ? inSmall(option) : { ...option, ...still };
        chart.current.setOption(drawn, { notMerge: true, lazyUpdate: false });
        element.dataset.drawn = picture.vizType;
      };
      const parts = engine.partsFor(option);
      if (parts) void parts.then(show);
      else show();
    };
    const work = (): void => {
      // Pages without charts never load what draws them.
      if (drawing.engine) draw(drawing.engine);
      else void drawing.load().then(draw);
    };
    redraw.current = work;
    // Drawn before, it changes at once: nobody should see old data beside new.
    const cancel = chart.current ? work() : drawing.soon(element, work);
    return () => {
      gone = true;
      redraw.current = null;
      cancel?.();
    };
  }, [picture, theme, miniature, drawing]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const drawn = chart.current;
      const { clientWidth: width, clientHeight: height } = element;
      // An observer speaks up once at its beginning: a drawing of that size already need not be made again.
      if (!drawn || width === 0 || (drawn.getWidth() === width && drawn.getHeight() === height)) return;
      drawn.resize({ width, height, animation: { duration: 0 } });
      // What fits beside what depends on the width.
      redraw.current?.();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!element || miniature) return;
    return watchPointer({
      element,
      chart: () => chart.current,
      crosshair: handlers.current.crosshair,
      onRange: (from, to) => handlers.current.onRange?.(from, to),
      onPick: (item) => handlers.current.onPick?.(item),
      canSelect: () => handlers.current.onRange !== undefined,
    });
  }, [miniature]);

  return (
    <div className="canvas">
      <div className="drawing" ref={box} role="img" aria-label={props.label} />
    </div>
  );
}
