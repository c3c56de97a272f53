import type { ColumnSpec, SchemaName, TableSpec } from './column.ts';
import { TABLES } from './tables.ts';

const SCHEMAS: Record<SchemaName, string> = {
  metrics: 'Events, what is computed from them, and the bookkeeping of ingest.',
  api: 'Organizations, people, patterns and what they gained.',
  gitops: 'What was deployed to Superset, and who is deploying.',
};

/** docs/data-model.md: every table and column, as declared in src/model. */
export function dataModelDoc(): string {
  const parts = (Object.keys(SCHEMAS) as SchemaName[]).flatMap((schema) => [
    `## Schema \`${schema}\``,
    '',
    SCHEMAS[schema],
    '',
    ...TABLES.filter((table) => table.schema === schema).flatMap(tablePart),
  ]);
  return `${[
    '# Data model',
    '',
    '<!-- Made from src/model by `npm run docs`. Do not edit. -->',
    '',
    'Every table and column, the same on SQLite and PostgreSQL. PostgreSQL has the schemas below; SQLite has none, and',
    'names are unique over all of them. Instants are UTC: `timestamptz` on PostgreSQL, text `YYYY-MM-DD HH:MM:SS.ffffff` on',
    "SQLite. A calendar day is 00:00 of that day in the organization's calendar, without a zone. JSON is `jsonb` or text.",
    'No value is null where nobody knows it: never 0, never guessed.',
    '',
    '**Who sees it.** *open*: everybody of the organization. *content*: code, prompts, messages. *personal*: names or hashes',
    'of a person. *secret*: hashes of passwords and keys. On PostgreSQL the viewer role, which Superset logs in as, can read',
    'neither *personal* nor *secret* columns; row-level security shows it the rows of its own organization only.',
    '',
    ...parts,
  ]
    .join('\n')
    .trimEnd()}\n`;
}

const tablePart = (table: TableSpec): string[] => [
  `### ${table.name}`,
  '',
  [
    `${table.meaning}.`,
    ...(table.partitionedBy ? [`Partitioned by month of \`${table.partitionedBy}\` on PostgreSQL.`] : []),
    ...(table.tenant ? [] : ['Shared by all organizations of a database.']),
  ].join(' '),
  '',
  '| column | type | null | what it is | who sees it | from |',
  '|---|---|---|---|---|---|',
  ...table.columns.map(columnRow),
  '',
];

const columnRow = (column: ColumnSpec): string =>
  `| \`${column.name}\` | ${typeText(column)} | ${column.nullable ? 'yes' : 'no'} | ${meaning(column)} | ${column.sensitivity} | ${column.origin} |`;

const typeText = (column: ColumnSpec): string =>
  column.length === undefined ? column.type : `${column.type}, up to ${column.length.toLocaleString('en')}`;

function meaning(column: ColumnSpec): string {
  const bounds =
    column.min !== undefined && column.max !== undefined
      ? [`${column.min} to ${column.max}`]
      : column.min === undefined
        ? []
        : [`${column.min} or more`];
  const notes = [
    ...(column.unit ? [`unit: ${column.unit}`] : []),
    ...(column.values ? [`one of ${column.values.map((value) => `\`${value}\``).join(', ')}`] : []),
    ...bounds,
    ...(column.default === undefined ? [] : [`default \`${column.default}\``]),
  ];
  return `${column.meaning}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`.replaceAll('|', '\\|');
}
