import { sql } from 'kysely';
import { KINDS } from '../model/kinds.ts';
import {
  addPropertyRows,
  KINDS_WITH_PROPERTIES,
  PROPERTY_DIMENSIONS,
  PROPERTY_MEASURES,
  type PropertySpec,
  propertiesOf,
  propertyRows,
} from './rollup-properties.ts';
import { byName, type Executor, type RollupCheck, sameSums } from './rollup-difference.ts';
import type { Store } from './store.ts';

type Cells = Record<string, unknown>;

const PROPERTIES = KINDS_WITH_PROPERTIES.flatMap(propertiesOf);
const keyOf = (row: Cells): string => PROPERTY_DIMENSIONS.map((name) => String(row[name])).join('\u0001');
const measuresOf = (row: Cells): number[] => PROPERTY_MEASURES.map((name) => Number(row[name]));

/** Where the events of a property are: those of the days from `horizon` on, for events of earlier ones may be gone. */
const source = (property: PropertySpec, store: Store, horizon: string | undefined) => ({
  from: KINDS[property.kind].table,
  organization: String(store.organizationId),
  ...(horizon === undefined ? {} : { where: `local_day >= '${horizon}'` }),
});

/** Compares rollup_properties with what the events add up to. */
export async function checkProperties(tx: Executor, store: Store, horizon: string | undefined): Promise<RollupCheck> {
  const check: RollupCheck = { compared: 0, differences: [] };
  for (const property of PROPERTIES) {
    const named = `SELECT * FROM (${propertyRows(property, source(property, store, horizon))}) AS r`;
    const computed = new Map<string, Cells>();
    for (const row of await rowsOf(tx, named)) computed.set(keyOf(row), row);
    check.compared += computed.size;
    const stored = tx.selectFrom('rollup_properties').selectAll().where('property', '=', property.name);
    for (const row of await (horizon === undefined ? stored : stored.where('local_day', '>=', horizon)).execute()) {
      const key = keyOf(row);
      const expected = computed.get(key);
      computed.delete(key);
      const sums = measuresOf(row);
      if (expected === undefined ? sums.every((value) => value === 0) : isSame(row, expected)) continue;
      check.differences.push(difference(row, row, expected));
    }
    for (const row of computed.values()) check.differences.push(difference(row, undefined, row));
  }
  return check;
}

const isSame = (stored: Cells, expected: Cells): boolean =>
  sameSums(measuresOf(stored), measuresOf(expected)) &&
  String(stored.last_at) === String(expected.last_at) &&
  String(stored.local_week) === String(expected.local_week);

function difference(dimensions: Cells, stored: Cells | undefined, computed: Cells | undefined) {
  const sums = (row: Cells | undefined): Record<string, number> | null =>
    row ? byName(PROPERTY_MEASURES, measuresOf(row)) : null;
  return {
    dimensions: byName(
      PROPERTY_DIMENSIONS,
      PROPERTY_DIMENSIONS.map((name) => String(dimensions[name])),
    ),
    stored: sums(stored),
    computed: sums(computed),
  };
}

async function rowsOf(tx: Executor, query: string): Promise<Cells[]> {
  const { rows } = await sql.raw<Cells>(query).execute(tx);
  return rows;
}

/** Writes rollup_properties anew from the events, within a transaction; answers the number of rows. */
export async function rebuildProperties(tx: Executor, store: Store, horizon: string | undefined): Promise<number> {
  const old = tx.deleteFrom('rollup_properties').where('organization_id', '=', store.organizationId);
  await (horizon === undefined ? old : old.where('local_day', '>=', horizon)).execute();
  for (const property of PROPERTIES) {
    await sql.raw(addPropertyRows(property, source(property, store, horizon))).execute(tx);
  }
  const counted = tx.selectFrom('rollup_properties').select((of) => of.fn.countAll().as('rows'));
  const { rows } = await (horizon === undefined
    ? counted
    : counted.where('local_day', '>=', horizon)
  ).executeTakeFirstOrThrow();
  return Number(rows);
}
