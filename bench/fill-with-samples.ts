import { loadSample } from '../src/sample/load.ts';
import type { Store } from '../src/store/store.ts';

/** Samples of a year each, of different seeds, on top of each other until there are `wanted` events. Answers how many there are. */
export async function fillWithSamples(
  store: Store,
  wanted: number,
  now: Date,
  log: (line: string) => void,
): Promise<number> {
  let stored = 0;
  for (let seed = 1; stored < wanted; seed++) {
    const { report } = await loadSample(store, { seed, now, days: 365, hashKey: 'bench' });
    stored += report.stored;
    if (seed % 5 === 0) log(`${stored.toLocaleString('en')} events`);
  }
  return stored;
}
