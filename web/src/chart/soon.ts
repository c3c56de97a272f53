/** Longest that what is out of sight waits for the browser to have time, in milliseconds. */
const LATEST_MS = 400;

/** Does `work` now when the element is in sight, else as soon as what is in sight is done. Answers how to call it off. */
export function soon(element: HTMLElement, work: () => void): (() => void) | undefined {
  const { top } = element.getBoundingClientRect();
  if (top < innerHeight) {
    work();
    return undefined;
  }
  // Safari has no idle callbacks.
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: LATEST_MS });
  return () => cancelIdleCallback(handle);
}
