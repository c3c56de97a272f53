import type { Boot, ChartReply } from '../../../src/server/contract.ts';

/**
 * What the server put into the page itself. Chart answers keep arriving while the page is being read: each is a script
 * element of type application/json that the browser does not run.
 */
export interface PageData {
  boot: Boot | null;
  /** The chart answers that are there already. They answer the page's own request, once: later they would be old. */
  chartsThere: () => ChartReply[];
  /** Calls back for each chart answer of the page, those already there first; resolves when the last has come. */
  charts: (onReply: (reply: ChartReply) => void) => Promise<void>;
  /** Whether somebody took the chart answers. */
  readonly taken: boolean;
}

const replyOf = (element: Element): ChartReply => JSON.parse(element.textContent ?? 'null') as ChartReply;

export function readPage(): PageData {
  const element = document.getElementById('boot');
  const boot = element ? (JSON.parse(element.textContent ?? 'null') as Boot) : null;
  const replies = new Map<Element, ChartReply>();
  let taken = false;
  /** Reads what has come. A script element is whole once something follows it or the document has ended. */
  const look = (onReply: (reply: ChartReply) => void): boolean => {
    const whole = document.readyState !== 'loading';
    for (const each of document.querySelectorAll('script[data-chart]')) {
      if (replies.has(each) || !(whole || each.nextElementSibling)) continue;
      const reply = replyOf(each);
      replies.set(each, reply);
      onReply(reply);
    }
    return whole;
  };
  return {
    boot,
    get taken() {
      return taken;
    },
    chartsThere: () => {
      look(() => {});
      return [...replies.values()];
    },
    charts: (onReply) =>
      new Promise((resolve) => {
        taken = true;
        for (const reply of replies.values()) onReply(reply);
        if (look(onReply)) return resolve();
        const observer = new MutationObserver(() => look(onReply));
        observer.observe(document.body, { childList: true });
        document.addEventListener('DOMContentLoaded', () => {
          observer.disconnect();
          look(onReply);
          resolve();
        });
      }),
  };
}
