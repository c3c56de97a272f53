import type { Cell } from '../metric.ts';
import { sum } from '../statistics/forecasts.ts';

/** Sums of whole numbers over cells: exact, whatever the order. */
export const times = (cells: readonly Cell[]): number => sum(cells, (cell) => cell.times);
export const hits = (cells: readonly Cell[]): number => sum(cells, (cell) => (cell.k ?? 0) * cell.times);
export const tries = (cells: readonly Cell[]): number => sum(cells, (cell) => (cell.n ?? 0) * cell.times);

/** Hits per item, items by name. */
export function byItem(cells: readonly Cell[]): [string, Cell[]][] {
  const items = new Map<string, Cell[]>();
  for (const cell of cells) {
    const own = items.get(cell.item ?? 'unknown');
    if (own) own.push(cell);
    else items.set(cell.item ?? 'unknown', [cell]);
  }
  return [...items].toSorted(([left], [right]) => (left < right ? -1 : 1));
}

export const nothing = (n = 0): { value: null; n: number; interval: null; details: Record<string, never> } => ({
  value: null,
  n,
  interval: null,
  details: {},
});
