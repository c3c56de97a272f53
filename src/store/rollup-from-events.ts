import { sql } from 'kysely';
import { EVENT_KINDS, type EventKind } from '../model/kinds.ts';
import {
  dimensionsQuery,
  PATTERN_APPLICATION,
  PATTERN_LENGTH,
  ROLLUP_DIMENSIONS,
  ROLLUP_MEASURES,
  type RollupRow,
  rollupSource,
  RollupSums,
} from './rollup.ts';
import { byName, type Executor, type RollupCheck, type RollupDifference, sameSums } from './rollup-difference.ts';
import { retentionHorizon } from './retention.ts';
import { checkProperties, rebuildProperties } from './properties-from-events.ts';
import type { Store } from './store.ts';

type Cells = Record<string, unknown>;

const DAY = ROLLUP_DIMENSIONS.indexOf('local_day');

/** The days whose events are all there: events of earlier ones may have been removed, their roll-ups stay. */
const isKept = (horizon: string | undefined, day: string | undefined): boolean =>
  horizon === undefined || (day ?? '') >= horizon;

/** Roll-ups of the days from `horizon` on, computed anew from the events. */
async function fromEvents(db: Executor, horizon: string | undefined): Promise<RollupRow[]> {
  const sums = new RollupSums();
  for (const kind of EVENT_KINDS) {
    for (const row of await grouped(db, kind)) sums.addTo([kind, ...row.dimensions], row.measures);
  }
  for (const row of await grouped(db, 'code_generation', 'CAST(patterns_applied AS TEXT)')) {
    const [events = 0, , successes = 0, failures = 0, measured = 0, measure = 0] = row.measures;
    const [day = '', week = '', repository = '', environment = ''] = row.dimensions;
    for (const pattern of patternsOf(row.extra)) {
      const dimensions = [PATTERN_APPLICATION, day, week, repository, environment, pattern, '', ''];
      sums.addTo(dimensions, [events, events, successes, failures, measured, measure, 0]);
    }
  }
  return sums.rows().filter((row) => isKept(horizon, row.dimensions[DAY]));
}

function patternsOf(text: string | null): string[] {
  const list: unknown = text === null ? [] : JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return [...new Set(list.map((name) => String(name).slice(0, PATTERN_LENGTH)).filter((name) => name !== ''))];
}

async function grouped(
  db: Executor,
  kind: EventKind,
  extra?: string,
): Promise<(RollupRow & { extra: string | null })[]> {
  const source = rollupSource(kind);
  const total = (expression: string | undefined): string =>
    expression === undefined ? '0' : `coalesce(sum(${expression}), 0)`;
  const measures = [
    'count(*)',
    source.count === undefined ? 'count(*)' : total(source.count),
    source.success === undefined ? '0' : total(`CASE WHEN ${source.success} THEN 1 ELSE 0 END`),
    source.success === undefined ? '0' : total(`CASE WHEN NOT ${source.success} THEN 1 ELSE 0 END`),
    source.measure === undefined ? '0' : `count(${source.measure})`,
    total(source.measure),
    total(source.size),
  ].map((expression, index) => `${expression} AS m${index}`);
  const names = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'];
  const query = dimensionsQuery(kind, [...(extra ? [`${extra} AS extra`] : []), ...measures], names);
  const groups = Array.from({ length: names.length + (extra ? 1 : 0) }, (_, index) => index + 1).join(', ');
  const { rows } = await sql.raw<Cells>(`${query} GROUP BY ${groups}`).execute(db);
  return rows.map((row) => ({
    dimensions: names.map((name) => String(row[name])),
    measures: ROLLUP_MEASURES.map((_, index) => Number(row[`m${index}`])),
    extra: (row.extra as string | null | undefined) ?? null,
  }));
}

/** Compares the roll-ups with what the events add up to, as of one moment, for the days whose events are kept. */
export async function checkRollups(store: Store): Promise<RollupCheck> {
  return store.transaction(async (tx) => {
    if (store.dialect === 'postgresql') await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`.execute(tx);
    const horizon = await retentionHorizon(tx, store.organizationId);
    const computed = new Map((await fromEvents(tx, horizon)).map((row) => [row.dimensions.join('\u0001'), row]));
    const compared = computed.size;
    const differences: RollupDifference[] = [];
    for (const row of await tx.selectFrom('rollup_daily').selectAll().execute()) {
      if (!isKept(horizon, row.local_day)) continue;
      const dimensions = ROLLUP_DIMENSIONS.map((name) => row[name]);
      const stored = ROLLUP_MEASURES.map((name) => Number(row[name]));
      const key = dimensions.join('\u0001');
      const expected = computed.get(key);
      computed.delete(key);
      // A row whose events are all gone and that was taken back to zero is as good as none.
      if (expected === undefined ? stored.every((value) => value === 0) : sameSums(stored, expected.measures)) continue;
      differences.push({
        dimensions: byName(ROLLUP_DIMENSIONS, dimensions),
        stored: byName(ROLLUP_MEASURES, stored),
        computed: expected ? byName(ROLLUP_MEASURES, expected.measures) : null,
      });
    }
    for (const row of computed.values()) {
      differences.push({
        dimensions: byName(ROLLUP_DIMENSIONS, row.dimensions),
        stored: null,
        computed: byName(ROLLUP_MEASURES, row.measures),
      });
    }
    const properties = await checkProperties(tx, store, horizon);
    return {
      compared: compared + properties.compared,
      differences: [...differences, ...properties.differences],
    };
  });
}

/**
 * Writes the roll-ups anew from the events, in one transaction; answers the number of its rows. Writers wait: what they
 * stored before is counted here, what they store after is added by them.
 */
export async function rebuildRollups(store: Store): Promise<number> {
  return store.transaction(async (tx) => {
    if (store.dialect === 'postgresql')
      await sql`LOCK TABLE rollup_daily, rollup_properties IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
    const horizon = await retentionHorizon(tx, store.organizationId);
    const old = tx.deleteFrom('rollup_daily').where('organization_id', '=', store.organizationId);
    await (horizon === undefined ? old : old.where('local_day', '>=', horizon)).execute();
    const rows = await fromEvents(tx, horizon);
    const values = rows.map((row) => ({
      organization_id: store.organizationId,
      ...(byName(ROLLUP_DIMENSIONS, row.dimensions) as Record<(typeof ROLLUP_DIMENSIONS)[number], string>),
      ...(byName(ROLLUP_MEASURES, row.measures) as Record<(typeof ROLLUP_MEASURES)[number], number>),
    }));
    for (let at = 0; at < values.length; at += 500) {
      await tx
        .insertInto('rollup_daily')
        .values(values.slice(at, at + 500))
        .execute();
    }
    return values.length + (await rebuildProperties(tx, store, horizon));
  });
}
