import type { ColumnSpec, TableSpec } from '../model/column.ts';
import { TABLES } from '../model/tables.ts';

/** The text of database.ts, made from src/model: the compiler then knows every table and column. */
export function databaseSource(): string {
  const tables = TABLES.map((table) => `  ${table.name}: ${interfaceName(table)};`);
  return `${[
    '/* oxlint-disable max-lines -- made, not written */',
    "import type { ColumnType, Generated } from 'kysely';",
    '',
    '// Made from src/model by databaseSource(); test/store/database.test.ts keeps it current (vitest -u writes it).',
    '',
    ...TABLES.flatMap((table) => [...declaration(table), '']),
    '/** Rows as Kysely sees them. Instants, calendar days and JSON are text. */',
    'export interface Database {',
    ...tables,
    '}',
  ].join('\n')}\n`;
}

const interfaceName = (table: TableSpec): string =>
  `${table.name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Table`;

const declaration = (table: TableSpec): string[] => [
  `interface ${interfaceName(table)} {`,
  ...table.columns.map(property),
  '}',
];

const LINE = 120;

/** As Biome would lay it out: a union that is too long for its line gets a line for each of its members. */
function property(column: ColumnSpec): string {
  const line = `  ${column.name}: ${columnType(column)};`;
  if (line.length <= LINE || !column.values) return line;
  const members = column.values.map((value) => `'${value}'`).concat(column.nullable ? ['null'] : []);
  return [`  ${column.name}:`, ...members.map((member) => `    | ${member}`)].join('\n').concat(';');
}

const BASE: Record<ColumnSpec['type'], string> = {
  id: 'number',
  integer: 'number',
  bigint: 'number',
  real: 'number',
  decimal: 'number',
  boolean: 'boolean',
  text: 'string',
  json: 'string',
  instant: 'string',
  calendar: 'string',
  uuid: 'string',
};

function columnType(column: ColumnSpec): string {
  const values = column.values?.map((value) => `'${value}'`).join(' | ');
  const base = values ?? BASE[column.type];
  const type = column.nullable ? `${base} | null` : base;
  if (column.type === 'bigint') {
    const written = `${type} | bigint`;
    const inserted = column.default === undefined ? written : `${written} | undefined`;
    return `ColumnType<${type}, ${inserted}, ${written}>`;
  }
  return column.type === 'id' || column.default !== undefined ? `Generated<${type}>` : type;
}
