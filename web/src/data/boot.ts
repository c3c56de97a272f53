import type { Boot, ChartReply } from '../../../src/server/contract.ts';

/**
 * What the server put into the page itself. Chart answers keep arriving while the page is being read: each is a script
 * element of type application/json that the browser does not run.
 */
export interface PageData {
  boot: Boot | null;
  /** Calls back for each chart answer of the page, those already there first; resolves when the last has come. */
  charts: (onReply: (reply: ChartReply) => void) => Promise<void>;
}

const replyOf = (element: Element): ChartReply => JSON.parse(element.textContent ?? 'null') as ChartReply;

export function readPage(): PageData {
  const element = document.getElementById('boot');
  const boot = element ? (JSON.parse(element.textContent ?? 'null') as Boot) : null;
  return {
    boot,
    charts: (onReply) =>
      new Promise((resolve) => {
        const seen = new Set<Element>();
        const look = (): boolean => {
          // A script element is whole once something follows it or the document has ended.
          const whole = document.readyState !== 'loading';
          for (const each of document.querySelectorAll('script[data-chart]')) {
            if (seen.has(each) || !(whole || each.nextElementSibling)) continue;
            seen.add(each);
            onReply(replyOf(each));
          }
          return whole;
        };
        if (look()) return resolve();
        const observer = new MutationObserver(() => look());
        observer.observe(document.body, { childList: true });
        document.addEventListener('DOMContentLoaded', () => {
          observer.disconnect();
          look();
          resolve();
        });
      }),
  };
}
