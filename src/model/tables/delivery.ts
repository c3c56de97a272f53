import {
  calendar,
  type ColumnSpec,
  decimal,
  from,
  id,
  instant,
  integer,
  json,
  type TableSpec,
  text,
} from '../column.ts';
import {
  COMPLIANCE_STATUSES,
  CONTEXT_TYPES,
  DEPLOYMENT_STATUSES,
  DEVELOPMENT_METRIC_TYPES,
  EVENT_ENVIRONMENTS,
  PR_EVENT_TYPES,
  RULE_CATEGORIES,
  TEST_TYPES,
} from '../vocabulary.ts';
import { EVENT_CONTEXT } from './event-context.ts';

/** The context columns that a table has already as columns of its own are not repeated. */
const event = (name: string, meaning: string, partitionedBy: string, own: readonly ColumnSpec[]): TableSpec => {
  const names = new Set(own.map((column) => column.name));
  return {
    schema: 'metrics',
    name,
    meaning,
    partitionedBy,
    tenant: true,
    columns: [id(), ...from('spec/5', own), ...EVENT_CONTEXT.filter((column) => !names.has(column.name))],
  };
};

const metadata = json('metadata', 'Whatever else was sent');
const createdAt = instant('created_at', 'When the row was written', { nullable: false, default: 'now' });
const YEAR_IN_SECONDS = 31_536_000;

/** The five tables of spec/5. Our id is a number; the sender's id is event_id. */
export const DELIVERY_TABLES: readonly TableSpec[] = [
  event('pr_events', 'What happened to pull requests', 'event_timestamp', [
    integer('pr_number', 'Pull request', { nullable: false, min: 0 }),
    text('pr_title', 'Title', { length: 1_000 }),
    text('branch_name', 'Branch', { length: 255 }),
    text('event_type', 'What happened', { nullable: false, length: 20, values: PR_EVENT_TYPES }),
    instant('event_timestamp', 'When it happened', { nullable: false }),
    text('author', 'Hash of the author', { length: 64, sensitivity: 'personal' }),
    text('reviewer', 'Hash of the reviewer', { length: 64, sensitivity: 'personal' }),
    json('labels', 'Labels, as a list'),
    integer('cycle_time_seconds', 'Created to merged', { unit: 's', min: 0, max: YEAR_IN_SECONDS }),
    integer('review_time_seconds', 'Created to first review', { unit: 's', min: 0, max: YEAR_IN_SECONDS }),
    metadata,
    createdAt,
  ]),
  event('deployment_events', 'Deployments', 'deployed_at', [
    text('deployment_id', 'Number or name the deploying system gave', { nullable: false, length: 255 }),
    text('environment', 'Environment deployed to', { nullable: false, length: 20, values: EVENT_ENVIRONMENTS }),
    text('status', 'Outcome', { nullable: false, length: 20, values: DEPLOYMENT_STATUSES }),
    instant('deployed_at', 'When it finished', { nullable: false }),
    text('commit_sha', 'Commit deployed', { nullable: false, length: 64 }),
    text('branch_name', 'Branch deployed', { nullable: false, length: 255 }),
    integer('pr_number', 'Pull request deployed', { min: 0 }),
    text('deployed_by', 'Hash of who deployed', { length: 64, sensitivity: 'personal' }),
    metadata,
    createdAt,
  ]),
  event('test_runs', 'Runs of a test suite', 'run_timestamp', [
    text('run_id', "The CI's own name of the run", { nullable: false, length: 255 }),
    instant('run_timestamp', 'When it ran', { nullable: false }),
    integer('total_tests', 'Tests', { nullable: false, default: '0', min: 0 }),
    integer('passed_tests', 'Passed', { nullable: false, default: '0', min: 0 }),
    integer('failed_tests', 'Failed', { nullable: false, default: '0', min: 0 }),
    integer('skipped_tests', 'Skipped', { nullable: false, default: '0', min: 0 }),
    decimal('pass_rate', 'passed / (passed + failed) * 100; null when nothing ran', { unit: '%', min: 0, max: 100 }),
    integer('execution_time_seconds', 'Duration', { unit: 's', min: 0 }),
    text('test_type', 'Kind of tests', { length: 20, values: TEST_TYPES }),
    text('branch_name', 'Branch', { length: 255 }),
    text('commit_sha', 'Commit', { length: 64 }),
    integer('pr_number', 'Pull request', { min: 0 }),
    metadata,
    createdAt,
  ]),
  event('rule_compliance_events', 'Whether a rule was followed', 'event_timestamp', [
    instant('event_timestamp', 'When it was checked', { nullable: false }),
    text('rule_name', 'Rule', { nullable: false, length: 255 }),
    text('rule_category', 'Category of the rule', { length: 20, values: RULE_CATEGORIES }),
    text('compliance_status', 'Outcome', { nullable: false, length: 20, values: COMPLIANCE_STATUSES }),
    text('context_type', 'What was checked', { length: 20, values: CONTEXT_TYPES }),
    text('context_id', 'Which one', { length: 255 }),
    text('branch_name', 'Branch', { length: 255 }),
    text('violation_details', 'What was wrong', { length: 10_000, sensitivity: 'content' }),
    metadata,
    createdAt,
  ]),
  {
    schema: 'metrics',
    name: 'development_metrics',
    meaning: 'Published figures of the delivery process, per day',
    tenant: true,
    columns: [
      id(),
      ...from('ours', [integer('organization_id', 'The organization it belongs to', { nullable: false })]),
      ...from('spec/5', [
        calendar('metric_date', 'Day', { nullable: false }),
        text('metric_type', 'Which figure', { nullable: false, length: 50, values: DEVELOPMENT_METRIC_TYPES }),
        decimal('metric_value', 'Value; a figure without data has no row', { nullable: false }),
        text('metric_unit', 'Unit', { length: 30 }),
        integer('sample_size', 'n', { min: 0 }),
        metadata,
        createdAt,
        instant('updated_at', 'When the row was last written', { nullable: false, default: 'now' }),
      ]),
    ],
  },
];
