import { type EventKind, KINDS } from '../model/kinds.ts';
import { tableSpec } from '../model/tables.ts';
import { type CellValue, insertColumns, type LoadEvent } from './load-event.ts';

/** Columns of rollup_daily that tell its rows apart, after organization_id. */
export const ROLLUP_DIMENSIONS = [
  'kind',
  'local_day',
  'local_week',
  'repository',
  'environment',
  'pattern',
  'severity',
  'category',
] as const;

/** Its sums: added up, never averaged. */
export const ROLLUP_MEASURES = [
  'events',
  'occurrences',
  'successes',
  'failures',
  'measured',
  'measure_sum',
  'size_sum',
] as const;

export const PATTERN_APPLICATION = 'pattern_application';
/** Longest name of a pattern in the roll-up. */
export const PATTERN_LENGTH = 255;

export interface RollupRow {
  dimensions: string[];
  measures: number[];
}

/** Sums on their way between threads: two flat lists are cheap to copy. */
export interface PackedSums {
  /** The dimensions of each row, in one text. */
  keys: string[];
  /** ROLLUP_MEASURES of each row, one after the other. */
  measures: number[];
}

const SEPARATOR = '\u0001';
const WIDTH = ROLLUP_MEASURES.length;

/** Where a kind's roll-up finds its dimensions and sums: names of columns of its event table. */
export interface RollupSource {
  kind: EventKind;
  table: string;
  environment: string;
  pattern: string | undefined;
  severity: string | undefined;
  category: string | undefined;
  count: string | undefined;
  success: string | undefined;
  measure: string | undefined;
  size: string | undefined;
}

export function rollupSource(kind: EventKind): RollupSource {
  const spec = KINDS[kind];
  const column = (name: string | undefined): string | undefined => {
    // A name that is no column would give a roll-up of nothing.
    if (name !== undefined && !tableSpec(spec.table).columns.some((each) => each.name === name)) {
      throw new TypeError(`${spec.table} has no column ${name}`);
    }
    return name;
  };
  return {
    kind,
    table: spec.table,
    environment: column(spec.environment) ?? 'source_environment',
    pattern: column(spec.pattern),
    severity: column(spec.severity),
    category: column(spec.category),
    count: column(spec.count),
    success: column(spec.success),
    measure: column(spec.measure),
    size: column(spec.size),
  };
}

/** Selects the dimensions of a kind's events, in the order of ROLLUP_DIMENSIONS after the kind. */
export function dimensionsQuery(kind: EventKind, more: readonly string[] = [], names: readonly string[] = []): string {
  const source = rollupSource(kind);
  const optional = [source.pattern, source.severity, source.category].map((column) =>
    column === undefined ? "''" : `coalesce(${column}, '')`,
  );
  const columns = ['local_day', 'local_week', 'repository', source.environment, ...optional].map((column, index) =>
    names[index] === undefined ? column : `${column} AS ${names[index]}`,
  );
  return `SELECT ${[...columns, ...more].join(', ')} FROM ${source.table}`;
}

type Indexes = Record<
  | 'day'
  | 'week'
  | 'repository'
  | 'environment'
  | 'pattern'
  | 'severity'
  | 'category'
  | 'count'
  | 'success'
  | 'measure'
  | 'size',
  number
>;

function indexesOf(kind: EventKind): Indexes {
  const names = insertColumns(kind).map((column) => column.name);
  const source = rollupSource(kind);
  const at = (name: string | undefined): number => (name === undefined ? -1 : names.indexOf(name));
  return {
    day: at('local_day'),
    week: at('local_week'),
    repository: at('repository'),
    environment: at(source.environment),
    pattern: at(source.pattern),
    severity: at(source.severity),
    category: at(source.category),
    count: at(source.count),
    success: at(source.success),
    measure: at(source.measure),
    size: at(source.size),
  };
}

const text = (row: CellValue[], index: number): string => (index < 0 ? '' : String(row[index] ?? ''));
const number = (row: CellValue[], index: number): number => (index < 0 ? 0 : Number(row[index] ?? 0));

/**
 * Adds up what a batch changes in rollup_daily. The same definition in SQL, for recomputing from the events, is in
 * rollup-from-events.ts; a test holds the two together.
 */
export class RollupSums {
  readonly #rows = new Map<string, number[]>();
  readonly #indexes = new Map<EventKind, Indexes>();

  add(event: LoadEvent): void {
    const { kind, row } = event;
    let at = this.#indexes.get(kind);
    if (at === undefined) {
      at = indexesOf(kind);
      this.#indexes.set(kind, at);
    }
    const day = text(row, at.day);
    const week = text(row, at.week);
    const repository = text(row, at.repository);
    const environment = text(row, at.environment);
    const success = at.success < 0 ? null : (row[at.success] ?? null);
    const succeeded = success === true ? 1 : 0;
    const failed = success === false ? 1 : 0;
    const measured = at.measure >= 0 && row[at.measure] !== null ? 1 : 0;
    const measure = number(row, at.measure);
    const sums = [
      1,
      at.count < 0 ? 1 : number(row, at.count),
      succeeded,
      failed,
      measured,
      measure,
      number(row, at.size),
    ];
    this.addTo(
      [kind, day, week, repository, environment, text(row, at.pattern), text(row, at.severity), text(row, at.category)],
      sums,
    );
    for (const pattern of event.patterns ?? []) {
      const dimensions = [PATTERN_APPLICATION, day, week, repository, environment, pattern, '', ''];
      this.addTo(dimensions, [1, 1, succeeded, failed, measured, measure, 0]);
    }
  }

  addTo(dimensions: readonly string[], sums: readonly number[]): void {
    this.#add(dimensions.join(SEPARATOR), sums, 0);
  }

  /** Adds what others have added up. */
  addPacked({ keys, measures }: PackedSums): void {
    for (let i = 0; i < keys.length; i++) this.#add(keys[i] as string, measures, i * WIDTH);
  }

  #add(key: string, sums: readonly number[], from: number): void {
    const known = this.#rows.get(key);
    if (known === undefined) this.#rows.set(key, sums.slice(from, from + WIDTH));
    else for (let i = 0; i < WIDTH; i++) known[i] = (known[i] as number) + (sums[from + i] as number);
  }

  packed(): PackedSums {
    const measures: number[] = [];
    for (const row of this.#rows.values()) for (let i = 0; i < WIDTH; i++) measures.push(row[i] as number);
    return { keys: [...this.#rows.keys()], measures };
  }

  rows(): RollupRow[] {
    return [...this.#rows].map(toRow);
  }

  /** In the order of their dimensions. */
  sorted(): RollupRow[] {
    return [...this.#rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(toRow);
  }
}

const toRow = ([key, measures]: [string, number[]]): RollupRow => ({ dimensions: key.split(SEPARATOR), measures });
