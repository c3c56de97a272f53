import type { TableSpec } from './column.ts';
import { tableSpec } from './tables.ts';

/**
 * The kinds of events. `list` is the name of the list in upstream metrics JSON (development-metrics), where it has one;
 * `time` the column that holds when it happened; `pattern`, `severity`, `category`, `environment`, `measure` and `size`
 * the columns that the daily roll-up takes its dimensions and sums from.
 */
export interface KindSpec {
  kind: EventKind;
  table: string;
  list?: string;
  time: string;
  /** Columns whose equality makes two entries of a counting collector the same entry. */
  countedBy?: readonly string[];
  count?: string;
  pattern?: string;
  severity?: string;
  category?: string;
  environment?: string;
  measure?: string;
  size?: string;
  success?: string;
}

export const EVENT_KINDS = [
  'bug',
  'test_failure',
  'code_review',
  'performance',
  'deployment_issue',
  'code_generation',
  'llm_call',
  'pr_event',
  'deployment',
  'test_run',
  'rule_compliance',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const KINDS: Readonly<Record<EventKind, KindSpec>> = {
  bug: {
    kind: 'bug',
    table: 'metrics_bugs',
    list: 'bugs',
    time: 'timestamp',
    countedBy: ['pattern', 'error', 'file_path'],
    count: 'count',
    pattern: 'pattern',
  },
  test_failure: {
    kind: 'test_failure',
    table: 'metrics_test_failures',
    list: 'test_failures',
    time: 'timestamp',
    countedBy: ['test_name', 'failure_reason'],
    count: 'count',
    pattern: 'pattern_violated',
  },
  code_review: {
    kind: 'code_review',
    table: 'metrics_code_reviews',
    list: 'code_reviews',
    time: 'timestamp',
    count: 'count',
    pattern: 'pattern',
    severity: 'severity',
    category: 'issue_type',
  },
  performance: {
    kind: 'performance',
    table: 'metrics_performance',
    list: 'performance_metrics',
    time: 'timestamp',
    category: 'metric_type',
    measure: 'execution_time_ms',
  },
  deployment_issue: {
    kind: 'deployment_issue',
    table: 'metrics_deployment',
    list: 'deployment_issues',
    time: 'timestamp',
    count: 'count',
    pattern: 'pattern',
    category: 'issue_type',
    environment: 'environment',
    measure: 'resolution_time_minutes',
  },
  code_generation: {
    kind: 'code_generation',
    table: 'metrics_code_generation',
    list: 'code_generation',
    time: 'timestamp',
    measure: 'confidence',
    size: 'patterns_count',
    success: 'success',
  },
  llm_call: {
    kind: 'llm_call',
    table: 'metrics_llm_calls',
    list: 'llm_calls',
    time: 'timestamp',
    category: 'model',
    measure: 'duration_seconds',
    success: 'success',
  },
  pr_event: {
    kind: 'pr_event',
    table: 'pr_events',
    time: 'event_timestamp',
    category: 'event_type',
    measure: 'cycle_time_seconds',
  },
  deployment: {
    kind: 'deployment',
    table: 'deployment_events',
    time: 'deployed_at',
    category: 'status',
    environment: 'environment',
  },
  test_run: {
    kind: 'test_run',
    table: 'test_runs',
    time: 'run_timestamp',
    category: 'test_type',
    measure: 'execution_time_seconds',
    size: 'total_tests',
  },
  rule_compliance: {
    kind: 'rule_compliance',
    table: 'rule_compliance_events',
    time: 'event_timestamp',
    category: 'compliance_status',
  },
};

export const tableOfKind = (kind: EventKind): TableSpec => tableSpec(KINDS[kind].table);
