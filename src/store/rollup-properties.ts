import { type EventKind, KINDS } from '../model/kinds.ts';

/** Columns of rollup_properties that tell its rows apart, after organization_id. */
export const PROPERTY_DIMENSIONS = [
  'property',
  'local_day',
  'repository',
  'environment',
  'pattern',
  'outcome',
  'value',
  'detail',
] as const;

/** Its sums: added up, never averaged. */
export const PROPERTY_MEASURES = [
  'events',
  'occurrences',
  'known_1',
  'sum_1',
  'known_2',
  'sum_2',
  'known_3',
  'sum_3',
] as const;

const COLUMNS = ['organization_id', ...PROPERTY_DIMENSIONS, 'local_week', ...PROPERTY_MEASURES, 'last_at'];

/** Longest value of a property in the roll-up, in characters. */
const VALUE_LENGTH = 255;

/**
 * Events of one kind, added up per day by one of their properties. Expressions are SQL over the columns of the kind's table,
 * and mean the same on both databases: the load of a batch, the check and the rebuild all read this one definition.
 */
export interface PropertySpec {
  name: string;
  kind: EventKind;
  value: string;
  detail?: string;
  pattern?: string;
  outcome?: string;
  /** Events that have the property; all when absent. */
  where?: string;
  /** What is added up as occurrences; 1 for every event when absent. */
  count?: string;
  /** Numbers to be added up, at most three, each with how many have it. */
  sums: readonly string[];
}

const cut = (column: string): string => `COALESCE(SUBSTR(${column}, 1, ${VALUE_LENGTH}), 'unknown')`;
const OUTCOME = "CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END";
const TENTH = `CASE ${[9, 8, 7, 6, 5, 4, 3, 2, 1].map((tenth) => `WHEN confidence * 10 >= ${tenth} THEN '0.${tenth}'`).join(' ')} ELSE '0.0' END`;

const PROPERTIES: readonly PropertySpec[] = [
  {
    name: 'patterns_applied',
    kind: 'code_generation',
    value: `CASE WHEN patterns_count IS NULL THEN 'unknown' WHEN patterns_count > 7 THEN '8 or more' ELSE CAST(patterns_count AS TEXT) END`,
    outcome: OUTCOME,
    count: 'CASE WHEN compilation_error IS NULL THEN 0 ELSE 1 END',
    sums: ['patterns_count', 'code_length'],
  },
  {
    name: 'confidence',
    kind: 'code_generation',
    value: TENTH,
    outcome: OUTCOME,
    where: 'confidence IS NOT NULL',
    sums: ['confidence'],
  },
  {
    name: 'error_type',
    kind: 'code_generation',
    // Compiler message up to its first colon: what follows is pushed out by blanks.
    value: `RTRIM(SUBSTR(REPLACE(SUBSTR(compilation_error, 1, 60), ':', '${' '.repeat(60)}'), 1, 60))`,
    outcome: OUTCOME,
    where: 'compilation_error IS NOT NULL',
    sums: ['confidence', 'patterns_count'],
  },
  {
    name: 'function',
    kind: 'performance',
    value: cut('function_name'),
    detail: 'metric_type',
    sums: ['execution_time_ms', 'memory_usage_bytes', 'file_size_bytes'],
  },
  {
    name: 'file',
    kind: 'bug',
    value: cut('file_path'),
    pattern: 'pattern',
    count: 'count',
    sums: [],
  },
  {
    name: 'test',
    kind: 'test_failure',
    value: cut('test_name'),
    pattern: 'pattern_violated',
    count: 'count',
    sums: [],
  },
];

export const propertiesOf = (kind: EventKind): readonly PropertySpec[] =>
  PROPERTIES.filter((property) => property.kind === kind);

export const KINDS_WITH_PROPERTIES: readonly EventKind[] = [...new Set(PROPERTIES.map(({ kind }) => kind))];

interface Source {
  /** Events to add up, with the columns of the kind's table: itself, or a part of it. */
  from: string;
  /** More conditions. */
  where?: string;
  /** What the organization is: a parameter or a column. */
  organization: string;
  /** What has become of the occurrences of events that were added before, in place of the events. */
  change?: string;
}

/** Selects the rows of rollup_properties that events add up to, in the order of its key. */
export function propertyRows(property: PropertySpec, { from, where, organization, change }: Source): string {
  const dimensions = [
    `'${property.name}'`,
    'local_day',
    'repository',
    KINDS[property.kind].environment ?? 'source_environment',
    property.pattern === undefined ? "''" : `COALESCE(${property.pattern}, '')`,
    property.outcome ?? "''",
    property.value,
    property.detail ?? "''",
  ];
  const counted = change ?? property.count;
  const sums = [0, 1, 2].flatMap((at) => {
    const column = change === undefined ? property.sums[at] : undefined;
    return column === undefined ? ['0', '0'] : [`COUNT(${column})`, `COALESCE(SUM(${column}), 0)`];
  });
  const cells = [
    organization,
    ...dimensions,
    'MIN(local_week)',
    change === undefined ? 'COUNT(*)' : '0',
    counted === undefined ? 'COUNT(*)' : `SUM(${counted})`,
    ...sums,
    `MAX(${KINDS[property.kind].time})`,
  ];
  // Constants are in no group: PostgreSQL takes '' for a text of no type.
  const groups = dimensions.flatMap((each, at) => (/^'[^']*'$/.test(each) ? [] : [at + 2])).join(', ');
  const conditions = [property.where, where].filter((each) => each !== undefined).join(' AND ');
  const named = cells.map((cell, at) => `${cell} AS ${COLUMNS[at]}`);
  // SQLite needs a WHERE before ON CONFLICT.
  return `SELECT ${named.join(', ')} FROM ${from} WHERE ${conditions || '1 = 1'} GROUP BY ${groups} ORDER BY ${groups}`;
}

/** Adds those rows to what is there. */
export const addPropertyRows = (property: PropertySpec, source: Source): string =>
  `INSERT INTO rollup_properties AS r (${COLUMNS.join(', ')})
   ${propertyRows(property, source)}
   ON CONFLICT (organization_id, ${PROPERTY_DIMENSIONS.join(', ')}) DO UPDATE SET
     ${PROPERTY_MEASURES.map((name) => `${name} = r.${name} + excluded.${name}`).join(', ')},
     last_at = CASE WHEN excluded.last_at > r.last_at THEN excluded.last_at ELSE r.last_at END`;
