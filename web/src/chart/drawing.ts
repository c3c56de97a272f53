import { createContext, use } from 'react';
import type { createEngine } from './engine.ts';

export type Engine = ReturnType<typeof createEngine>;

/** What all drawings of the page share. */
export interface Drawing {
  /** What draws, once it is loaded. */
  readonly engine: Engine | null;
  load: () => Promise<Engine>;
  /**
   * Does `work` now when the element is in sight, else as soon as what is in sight is on the screen, one after the other
   * with the reader's clicks in between. Answers how to call it off.
   */
  soon: (element: HTMLElement, work: () => void) => (() => void) | undefined;
}

export function createDrawing(): Drawing {
  let engine: Engine | null = null;
  let loading: Promise<Engine> | null = null;
  const waiting = new Set<() => void>();
  const { port1, port2 } = new MessageChannel();
  let under = false;
  // A message is a task of its own without the delays of timers.
  const next = (): void => port2.postMessage(null);
  port1.onmessage = () => {
    const [work] = waiting;
    under = work !== undefined;
    if (!work) return;
    waiting.delete(work);
    next();
    work();
  };
  return {
    get engine() {
      return engine;
    },
    load: () => {
      loading ??= import('./engine.ts').then(
        ({ createEngine }) => (engine = createEngine()),
        (thrown: unknown) => {
          loading = null;
          throw thrown;
        },
      );
      return loading;
    },
    soon(element, work) {
      if (element.getBoundingClientRect().top < innerHeight) {
        work();
        return undefined;
      }
      waiting.add(work);
      if (!under) {
        under = true;
        // A page that nobody sees has no frames.
        if (document.hidden) next();
        else requestAnimationFrame(next);
      }
      return () => waiting.delete(work);
    },
  };
}

export const DrawingContext = createContext<Drawing | null>(null);

/** @throws Error outside of the program's root */
export function useDrawing(): Drawing {
  const drawing = use(DrawingContext);
  if (!drawing) throw new Error('nothing to draw with: DrawingContext is missing');
  return drawing;
}
