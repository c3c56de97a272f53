import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** A row of a roll-up that is not what its events add up to; null where one side has no such row. */
export interface RollupDifference {
  dimensions: Record<string, string>;
  stored: Record<string, number> | null;
  computed: Record<string, number> | null;
}

export interface RollupCheck {
  /** Rows that the events add up to. */
  compared: number;
  differences: RollupDifference[];
}

export type Executor = Kysely<Database>;
/** Sums of floating-point numbers depend on their order in the last digits. */
const TOLERANCE = 1e-6;
export const byName = <T>(names: readonly string[], values: readonly T[]): Record<string, T> =>
  Object.fromEntries(names.map((name, index) => [name, values[index] as T]));

export const sameSums = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, index) => {
    const other = b[index] ?? 0;
    return Math.abs(value - other) <= TOLERANCE * Math.max(1, Math.abs(value), Math.abs(other));
  });
