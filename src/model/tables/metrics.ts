import { bigint, boolean, from, id, instant, integer, json, real, type TableSpec, text } from '../column.ts';
import { SEVERITIES, TREND_DIRECTIONS } from '../vocabulary.ts';
import { EVENT_CONTEXT } from './event-context.ts';

const timestamp = instant('timestamp', 'When it happened', { nullable: false });
const occurrences = from('ours', [
  integer('count', 'Occurrences this event stands for', { nullable: false, default: '1', min: 0 }),
]);

const event = (name: string, meaning: string, columns: TableSpec['columns']): TableSpec => ({
  schema: 'metrics',
  name,
  meaning,
  partitionedBy: 'timestamp',
  tenant: true,
  columns: [id(), ...columns, ...EVENT_CONTEXT],
});

/** The eight tables of spec/3's metrics database, and metrics_llm_calls beside them. */
export const METRICS_TABLES: readonly TableSpec[] = [
  event('metrics_bugs', 'Bugs, by the pattern that explains them', [
    text('pattern', 'Pattern that explains the bug', { nullable: false, length: 255 }),
    text('error', 'Error message', { nullable: false, length: 10_000, sensitivity: 'content' }),
    text('code', 'Code snippet', { length: 20_000, sensitivity: 'content' }),
    text('file_path', 'File', { length: 500 }),
    integer('line', 'Line', { min: 0 }),
    text('stack_trace', 'Stack trace', { length: 50_000, sensitivity: 'content' }),
    integer('count', 'Occurrences this event stands for', { nullable: false, default: '1', min: 0 }),
    timestamp,
  ]),
  event('metrics_test_failures', 'Test failures, by the pattern that was violated', [
    text('test_name', 'Test', { nullable: false, length: 500 }),
    text('failure_reason', 'Why it failed', { nullable: false, length: 10_000, sensitivity: 'content' }),
    text('pattern_violated', 'Pattern that was violated', { length: 255 }),
    text('code_snippet', 'Code of the test', { length: 20_000, sensitivity: 'content' }),
    ...occurrences,
    timestamp,
  ]),
  event('metrics_code_reviews', 'Issues found in review', [
    text('issue_type', 'Kind of issue', { nullable: false, length: 255 }),
    text('pattern', 'Related pattern', { nullable: false, length: 255 }),
    text('severity', 'Severity', { nullable: false, length: 50, values: SEVERITIES }),
    text('file_path', 'File', { length: 500 }),
    integer('line', 'Line', { min: 0 }),
    text('suggestion', 'Suggested fix', { length: 10_000, sensitivity: 'content' }),
    ...occurrences,
    timestamp,
  ]),
  event('metrics_performance', 'Performance measurements', [
    text('metric_type', 'Kind of measurement', { nullable: false, length: 100 }),
    json('details', 'The measurement as it was sent'),
    timestamp,
    text('function_name', 'Function or operation measured', { length: 255 }),
    real('execution_time_ms', 'Execution time', { unit: 'ms', min: 0 }),
    bigint('memory_usage_bytes', 'Memory used', { unit: 'bytes', min: 0 }),
    bigint('file_size_bytes', 'Size of the file worked on', { unit: 'bytes', min: 0 }),
  ]),
  event('metrics_deployment', 'Deployment issues and how long they took to resolve', [
    text('issue_type', 'Kind of issue', { nullable: false, length: 255 }),
    text('pattern', 'Related pattern', { length: 255 }),
    text('environment', 'Environment that was deployed to', { nullable: false, length: 50 }),
    text('root_cause', 'Root cause', { length: 10_000, sensitivity: 'content' }),
    real('resolution_time_minutes', 'Time to resolve', { unit: 'min', min: 0 }),
    ...occurrences,
    timestamp,
  ]),
  event('metrics_code_generation', 'AI code generations', [
    text('prompt', 'Prompt', { nullable: false, length: 4_000, sensitivity: 'content' }),
    json('patterns_applied', 'Names of the patterns applied, as a list'),
    real('confidence', 'Confidence the generator stated; null when it stated none', { min: 0, max: 1 }),
    boolean('success', 'Whether the generation succeeded; null when nobody said'),
    integer('code_length', 'Length of the generated code', { unit: 'characters', min: 0 }),
    text('compilation_error', 'Compiler message', { length: 10_000, sensitivity: 'content' }),
    json('generation_metadata', 'Whatever else was sent'),
    timestamp,
    integer('patterns_count', 'Number of patterns applied', { min: 0 }),
  ]),
  event(
    'metrics_llm_calls',
    'Calls of language models',
    from('ours', [
      boolean('success', 'Whether the call succeeded; null when nobody said'),
      integer('attempts', 'Attempts made', { min: 0 }),
      real('duration_seconds', 'Duration', { unit: 's', min: 0 }),
      text('provider', 'Provider', { nullable: false, length: 100, default: "'unknown'" }),
      text('model', 'Model', { nullable: false, length: 200, default: "'unknown'" }),
      text('error', 'Error message', { length: 10_000, sensitivity: 'content' }),
      bigint('input_tokens', 'Tokens sent', { min: 0 }),
      bigint('output_tokens', 'Tokens received', { min: 0 }),
      json('raw', 'The event as it was sent', { sensitivity: 'content' }),
      timestamp,
    ]),
  ),
  {
    schema: 'metrics',
    name: 'pattern_effectiveness',
    meaning: 'How often each pattern, when applied, led to a successful generation, per period',
    tenant: true,
    columns: [
      id(),
      ...from('ours', [integer('organization_id', 'The organization it belongs to', { nullable: false })]),
      text('pattern_name', 'Pattern', { nullable: false, length: 255 }),
      integer('application_count', 'Generations that applied it and whose outcome is known', {
        nullable: false,
        default: '0',
        min: 0,
      }),
      integer('success_count', 'Successful ones', { nullable: false, default: '0', min: 0 }),
      integer('failure_count', 'Failed ones', { nullable: false, default: '0', min: 0 }),
      real('effectiveness_score', 'success_count / application_count; null when nothing was applied', {
        min: 0,
        max: 1,
      }),
      ...from('ours', [
        real('effectiveness_lower', 'Lower end of the 95 % Jeffreys interval: what patterns are ranked by', {
          min: 0,
          max: 1,
        }),
        real('effectiveness_upper', 'Upper end of the 95 % Jeffreys interval', { min: 0, max: 1 }),
        text('period_kind', 'week or month', { nullable: false, length: 10, values: ['week', 'month'] }),
      ]),
      instant('period_start', 'First moment of the period', { nullable: false }),
      instant('period_end', 'First moment after the period', { nullable: false }),
    ],
  },
  {
    schema: 'metrics',
    name: 'metrics_summary',
    meaning: 'Daily and weekly figures per kind of event',
    tenant: true,
    columns: [
      id(),
      ...from('ours', [
        integer('organization_id', 'The organization it belongs to', { nullable: false }),
        text('period_kind', 'day or week', { nullable: false, length: 10, values: ['day', 'week'] }),
      ]),
      text('metric_type', 'Kind of event', { nullable: false, length: 100 }),
      instant('summary_date', 'First moment of the period', { nullable: false }),
      integer('total_count', 'Occurrences', { nullable: false, default: '0', min: 0 }),
      ...from('ours', [integer('critical_severity_count', 'Critical ones', { nullable: false, default: '0', min: 0 })]),
      integer('high_severity_count', 'High ones', { nullable: false, default: '0', min: 0 }),
      integer('medium_severity_count', 'Medium ones', { nullable: false, default: '0', min: 0 }),
      integer('low_severity_count', 'Low ones', { nullable: false, default: '0', min: 0 }),
      text('top_pattern', 'Most frequent pattern', { length: 255 }),
      integer('top_pattern_count', 'Its occurrences', { min: 0 }),
      text('trend_direction', 'Trend up to this period; null when there is too little to say', {
        length: 20,
        values: TREND_DIRECTIONS,
      }),
      real(
        'week_over_week_change',
        'Change against the same period a week before; null when that was zero or unknown',
        { unit: '%' },
      ),
    ],
  },
];
