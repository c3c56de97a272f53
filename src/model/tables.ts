import type { TableSpec } from './column.ts';
import { API_TABLES } from './tables/api.ts';
import { BOOKKEEPING_TABLES } from './tables/bookkeeping.ts';
import { DELIVERY_TABLES } from './tables/delivery.ts';
import { METRICS_TABLES } from './tables/metrics.ts';

/** Every table of the product. Names are unique over the schemas, so that SQLite, which has none, can hold them all. */
export const TABLES: readonly TableSpec[] = [
  ...METRICS_TABLES,
  ...DELIVERY_TABLES,
  ...API_TABLES,
  ...BOOKKEEPING_TABLES,
];

const byName = new Map(TABLES.map((table) => [table.name, table]));

/** The declaration of a table; a name that is not declared is a mistake in our own code. */
export function tableSpec(name: string): TableSpec {
  const table = byName.get(name);
  if (!table) throw new TypeError(`no table ${name} in src/model`);
  return table;
}
