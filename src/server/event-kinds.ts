import type { ColumnSpec, TableSpec } from '../model/column.ts';
import { EVENT_KINDS, type EventKind, KINDS, tableOfKind } from '../model/kinds.ts';
import type { EventColumn, EventKindInfo } from './contract.ts';

/** What many and one of a kind are called. */
const LABELS: Record<EventKind, [many: string, one: string]> = {
  bug: ['Bugs', 'Bug'],
  test_failure: ['Test failures', 'Test failure'],
  code_review: ['Code reviews', 'Review finding'],
  performance: ['Performance', 'Measurement'],
  deployment_issue: ['Deployment issues', 'Deployment issue'],
  code_generation: ['Code generations', 'Code generation'],
  llm_call: ['Model calls', 'Model call'],
  pr_event: ['Pull requests', 'Pull request'],
  deployment: ['Deployments', 'Deployment'],
  test_run: ['Test runs', 'Test run'],
  rule_compliance: ['Rule compliance', 'Rule check'],
};

/** Bookkeeping that says nothing to a person in a list. */
const NEVER = new Set(['id', 'organization_id', 'event_id', 'local_week', 'ingest_run_id']);
const LISTED = 7;
const IN_DETAIL_ONLY = new Set([
  'code',
  'stack_trace',
  'code_snippet',
  'details',
  'generation_metadata',
  'metadata',
  'raw',
  'created_at',
  'local_day',
]);

const words = (column: ColumnSpec): string => {
  // The unit stands beside the name.
  const name = column.unit ? column.name.replace(/_(ms|minutes|seconds|bytes)$/, '') : column.name;
  const text = name.replaceAll('_', ' ').replace(/\b(sha|pr|id|llm)\b/g, (word) => word.toUpperCase());
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
};

/** Numbers that are names are written without separators. */
const NAMES = new Set(['pr_number', 'line', 'team_id']);

function formatOf(column: ColumnSpec): { format?: string } {
  if (column.type === 'integer' || column.type === 'bigint') return { format: NAMES.has(column.name) ? 'd' : ',d' };
  return column.type === 'real' || column.type === 'decimal' ? { format: ',.2~f' } : {};
}

const kindOf = (column: ColumnSpec): EventColumn['kind'] => {
  if (column.type === 'instant' || column.type === 'calendar') return 'time';
  if (column.type === 'boolean') return 'boolean';
  return ['id', 'integer', 'bigint', 'real', 'decimal'].includes(column.type) ? 'number' : 'text';
};

/** Columns of an event table that may be shown. Secrets never leave; there are none in event tables, and this keeps it so. */
export const shownColumns = (table: TableSpec): ColumnSpec[] =>
  table.columns.filter((column) => !NEVER.has(column.name) && column.sensitivity !== 'secret');

export function isEventKind(word: string): word is EventKind {
  return (EVENT_KINDS as readonly string[]).includes(word);
}

export function kindInfo(kind: EventKind): EventKindInfo {
  const table = tableOfKind(kind);
  const { time } = KINDS[kind];
  const columns = shownColumns(table);
  // Time first, then what the kind itself says, then where it was.
  const context = new Set([
    'repository',
    'source_environment',
    'branch',
    'commit_sha',
    'pr_number',
    'actor_hash',
    'source',
    'team_id',
  ]);
  const own = columns.filter((column) => column.name !== time && !context.has(column.name));
  const rest = columns.filter((column) => context.has(column.name) && column.name !== time);
  const ordered = [...columns.filter((column) => column.name === time), ...own, ...rest];
  const listed = new Set([
    ...ordered
      .filter((column) => !IN_DETAIL_ONLY.has(column.name) && !context.has(column.name))
      .slice(0, LISTED)
      .map(({ name }) => name),
    'repository',
  ]);
  return {
    kind,
    label: LABELS[kind][0],
    one: LABELS[kind][1],
    meaning: table.meaning,
    time,
    columns: ordered.map((column) => ({
      name: column.name,
      label: words(column),
      kind: kindOf(column),
      ...formatOf(column),
      meaning: column.meaning,
      unit: column.unit ?? null,
      values: column.values ? [...column.values] : null,
      listed: listed.has(column.name),
    })),
  };
}
