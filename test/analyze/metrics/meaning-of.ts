import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { cellsQuery } from '../../../src/analyze/cells.ts';
import { metricText } from '../../../src/analyze/compute.ts';
import type { Cell, MetricDefinition, Span } from '../../../src/analyze/metric.ts';
import type { Dialect } from '../../../src/model/sql-runner.ts';
import type { Database } from '../../../src/store/database.ts';
import { sha256 } from '../../../src/util/hash.ts';
import { seededUniform } from '../../../src/util/seeded-uniform.ts';
import { DIALECTS } from '../../support/databases.ts';

const compilers: Record<Dialect, Kysely<Database>> = {
  sqlite: new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  postgresql: new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

const SINCE = '2026-03-02 00:00:00.000000';
const UNTIL = '2026-06-01 00:00:00.000000';

const SPAN: Span = {
  since: new Date('2026-03-02T00:00:00Z'),
  until: new Date('2026-06-01T00:00:00Z'),
  wholeDays: { from: '2026-03-02', to: '2026-06-01' },
  firstDay: '2026-03-05',
  lastDay: '2026-05-30',
};

/** Cells of every shape that an estimator may meet: durations and probabilities, hits and tries, items and days. */
function someCells(seed: string, tries: (hit: number, draw: () => number) => number): Cell[] {
  const draw = seededUniform(seed);
  return Array.from({ length: 200 }, (): Cell => {
    const k = draw() < 0.7 ? 1 : 0;
    return {
      value: Math.round(draw() * 100) / 100,
      k,
      n: tries(k, draw),
      item: `item ${Math.floor(draw() * 8)}`,
      day: new Date(SPAN.since.getTime() + Math.floor(draw() * 91) * 86_400_000).toISOString().slice(0, 10),
      times: 1 + Math.floor(draw() * 4),
    };
  });
}

const CELLS = [
  someCells('halves', (_, draw) => (draw() < 0.5 ? 1 : 0)),
  someCells('tries', (hit, draw) => hit + Math.floor(draw() * 3)),
];

/** Digits beyond these differ between processors and versions of JavaScript. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(8)) : value;

/**
 * A hash of what a metric is, wherever that is written: its words and numbers, the rows it asks each database for, whole and
 * split, and what its estimator makes of some. The version itself is no part of it.
 */
export function meaningOf(metric: MetricDefinition): string {
  const { version: _version, ...text } = metricText(metric);
  const queries = DIALECTS.flatMap((dialect) =>
    [undefined, ...metric.dimensions].map((by) => {
      const query = cellsQuery(metric, { dialect, since: SINCE, until: UNTIL, by }).compile(compilers[dialect]);
      return [query.sql.replace(/\s+/g, ' '), query.parameters];
    }),
  );
  const estimates = CELLS.map((cells) => metric.estimate(cells, SPAN));
  return sha256(JSON.stringify([text, queries, estimates], rounded)).slice(0, 16);
}
