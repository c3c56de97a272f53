/* oxlint-disable max-lines -- made, not written */
import type { ColumnType, Generated } from 'kysely';

// Made from src/model by databaseSource(); test/store/database.test.ts keeps it current (vitest -u writes it).

interface MetricsBugsTable {
  id: Generated<number>;
  pattern: string;
  error: string;
  code: string | null;
  file_path: string | null;
  line: number | null;
  stack_trace: string | null;
  count: Generated<number>;
  timestamp: string;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface MetricsTestFailuresTable {
  id: Generated<number>;
  test_name: string;
  failure_reason: string;
  pattern_violated: string | null;
  code_snippet: string | null;
  count: Generated<number>;
  timestamp: string;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface MetricsCodeReviewsTable {
  id: Generated<number>;
  issue_type: string;
  pattern: string;
  severity: 'low' | 'medium' | 'high' | 'critical' | 'unknown';
  file_path: string | null;
  line: number | null;
  suggestion: string | null;
  count: Generated<number>;
  timestamp: string;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface MetricsPerformanceTable {
  id: Generated<number>;
  metric_type: string;
  details: string | null;
  timestamp: string;
  function_name: string | null;
  execution_time_ms: number | null;
  memory_usage_bytes: ColumnType<number | null, number | null | bigint, number | null | bigint>;
  file_size_bytes: ColumnType<number | null, number | null | bigint, number | null | bigint>;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface MetricsDeploymentTable {
  id: Generated<number>;
  issue_type: string;
  pattern: string | null;
  environment: string;
  root_cause: string | null;
  resolution_time_minutes: number | null;
  count: Generated<number>;
  timestamp: string;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface MetricsCodeGenerationTable {
  id: Generated<number>;
  prompt: string;
  patterns_applied: string | null;
  confidence: number | null;
  success: boolean | null;
  code_length: number | null;
  compilation_error: string | null;
  generation_metadata: string | null;
  timestamp: string;
  patterns_count: number | null;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface MetricsLlmCallsTable {
  id: Generated<number>;
  success: boolean | null;
  attempts: number | null;
  duration_seconds: number | null;
  provider: Generated<string>;
  model: Generated<string>;
  error: string | null;
  input_tokens: ColumnType<number | null, number | null | bigint, number | null | bigint>;
  output_tokens: ColumnType<number | null, number | null | bigint, number | null | bigint>;
  raw: string | null;
  timestamp: string;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface PatternEffectivenessTable {
  id: Generated<number>;
  organization_id: number;
  pattern_name: string;
  application_count: Generated<number>;
  success_count: Generated<number>;
  failure_count: Generated<number>;
  effectiveness_score: number | null;
  effectiveness_lower: number | null;
  effectiveness_upper: number | null;
  period_kind: 'week' | 'month';
  period_start: string;
  period_end: string;
}

interface MetricsSummaryTable {
  id: Generated<number>;
  organization_id: number;
  period_kind: 'day' | 'week';
  metric_type: string;
  summary_date: string;
  total_count: Generated<number>;
  critical_severity_count: Generated<number>;
  high_severity_count: Generated<number>;
  medium_severity_count: Generated<number>;
  low_severity_count: Generated<number>;
  top_pattern: string | null;
  top_pattern_count: number | null;
  trend_direction: 'increasing' | 'decreasing' | 'stable' | null;
  week_over_week_change: number | null;
}

interface MetricVerdictsTable {
  id: Generated<number>;
  organization_id: number;
  day: string;
  metric_id: string;
  definition_version: number;
  metric_name: string;
  definition: string;
  unit: string;
  value: number | null;
  n: ColumnType<number, number | bigint, number | bigint>;
  sample_unit: string;
  interval_low: number | null;
  interval_high: number | null;
  value_text: string;
  interval_text: string;
  target_text: string | null;
  verdict: 'met' | 'missed' | 'cannot tell yet' | null;
  because: string;
  looked_at: string;
  rows_included: ColumnType<number, number | bigint, number | bigint>;
  rows_excluded: ColumnType<number, number | bigint, number | bigint>;
  looked_from: string;
  looked_until: string;
  data_until: string | null;
}

interface MetricGroupsTable {
  id: Generated<number>;
  organization_id: number;
  metric_id: string;
  dimension: string;
  group_name: string;
  definition_version: number;
  place: number;
  value: number;
  n: ColumnType<number, number | bigint, number | bigint>;
  interval_low: number | null;
  interval_high: number | null;
  looked_from: string;
  looked_until: string;
}

interface PrEventsTable {
  id: Generated<number>;
  pr_number: number;
  pr_title: string | null;
  branch_name: string | null;
  event_type: 'created' | 'reviewed' | 'merged' | 'closed' | 'reopened';
  event_timestamp: string;
  author: string | null;
  reviewer: string | null;
  labels: string | null;
  cycle_time_seconds: number | null;
  review_time_seconds: number | null;
  metadata: string | null;
  created_at: Generated<string>;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface DeploymentEventsTable {
  id: Generated<number>;
  deployment_id: string;
  environment: 'local' | 'development' | 'staging' | 'production' | 'unknown';
  status: 'success' | 'failure' | 'rollback';
  deployed_at: string;
  commit_sha: string;
  branch_name: string;
  pr_number: number | null;
  deployed_by: string | null;
  metadata: string | null;
  created_at: Generated<string>;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface TestRunsTable {
  id: Generated<number>;
  run_id: string;
  run_timestamp: string;
  total_tests: Generated<number>;
  passed_tests: Generated<number>;
  failed_tests: Generated<number>;
  skipped_tests: Generated<number>;
  pass_rate: number | null;
  execution_time_seconds: number | null;
  test_type: 'unit' | 'integration' | 'e2e' | 'all' | null;
  branch_name: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  metadata: string | null;
  created_at: Generated<string>;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface RuleComplianceEventsTable {
  id: Generated<number>;
  event_timestamp: string;
  rule_name: string;
  rule_category: 'foundation' | 'implementation' | 'specialized' | null;
  compliance_status: 'compliant' | 'violation' | 'warning';
  context_type: 'commit' | 'pr' | 'code_review' | 'manual_check' | null;
  context_id: string | null;
  branch_name: string | null;
  violation_details: string | null;
  metadata: string | null;
  created_at: Generated<string>;
  organization_id: number;
  event_id: string;
  team_id: number | null;
  repository: Generated<string>;
  branch: string | null;
  commit_sha: string | null;
  pr_number: number | null;
  actor_hash: string | null;
  source_environment: Generated<'local' | 'development' | 'staging' | 'production' | 'unknown'>;
  source: string;
  local_day: string;
  local_week: string;
  ingest_run_id: number | null;
}

interface DevelopmentMetricsTable {
  id: Generated<number>;
  organization_id: number;
  metric_date: string;
  metric_type:
    | 'pr_cycle_time_avg'
    | 'pr_cycle_time_median'
    | 'deployment_frequency'
    | 'test_pass_rate_avg'
    | 'test_pass_rate_median'
    | 'rule_compliance_rate'
    | 'documentation_first_usage_rate';
  metric_value: number;
  metric_unit: string | null;
  sample_size: number | null;
  metadata: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

interface OrganizationsTable {
  id: Generated<number>;
  name: string;
  slug: string;
  subscription_tier: Generated<'free' | 'team' | 'enterprise'>;
  settings: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

interface TeamsTable {
  id: Generated<number>;
  organization_id: number;
  name: string;
  slug: string;
  description: string | null;
  settings: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

interface UsersTable {
  id: Generated<number>;
  organization_id: number;
  email: string;
  username: string;
  hashed_password: string;
  api_key: string | null;
  full_name: string | null;
  avatar_url: string | null;
  role: Generated<'admin' | 'developer' | 'viewer'>;
  is_active: Generated<boolean>;
  is_verified: Generated<boolean>;
  sso_provider: string | null;
  sso_id: string | null;
  last_login: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

interface UserTeamsTable {
  id: Generated<number>;
  organization_id: number;
  user_id: number;
  team_id: number;
  role: Generated<string>;
}

interface PatternsTable {
  id: Generated<number>;
  organization_id: number;
  team_id: number | null;
  author_id: number;
  name: string;
  description: string;
  category: string | null;
  severity: 'low' | 'medium' | 'high' | 'critical' | 'unknown' | null;
  pattern_data: string;
  code_example: string | null;
  solution: string | null;
  frequency: Generated<number>;
  effectiveness_score: number | null;
  times_applied: Generated<number>;
  version: Generated<number>;
  parent_id: number | null;
  is_active: Generated<boolean>;
  is_archived: Generated<boolean>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  last_applied: string | null;
}

interface AuditLogsTable {
  id: Generated<number>;
  organization_id: number;
  user_id: number | null;
  action: string;
  resource_type: string;
  resource_id: number | null;
  old_values: string | null;
  new_values: string | null;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Generated<string>;
}

interface ConfigsTable {
  id: Generated<number>;
  organization_id: number;
  team_id: number | null;
  key: string;
  value: string | null;
  is_enforced: Generated<boolean>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

interface MetricsTable {
  id: Generated<number>;
  organization_id: number;
  team_id: number | null;
  user_id: number | null;
  metric_type: string;
  metric_data: string;
  time_saved_seconds: ColumnType<number, number | bigint | undefined, number | bigint>;
  pattern_id: number | null;
  created_at: Generated<string>;
}

interface IngestRunsTable {
  organization_id: number;
  id: Generated<number>;
  source: string;
  input: string;
  format: string | null;
  status: 'running' | 'done' | 'partial' | 'failed';
  started_at: string;
  finished_at: string | null;
  records_read: ColumnType<number, number | bigint | undefined, number | bigint>;
  events_stored: ColumnType<number, number | bigint | undefined, number | bigint>;
  events_known: ColumnType<number, number | bigint | undefined, number | bigint>;
  records_quarantined: ColumnType<number, number | bigint | undefined, number | bigint>;
  values_redacted: ColumnType<number, number | bigint | undefined, number | bigint>;
  values_cut: ColumnType<number, number | bigint | undefined, number | bigint>;
  times_without_zone: ColumnType<number, number | bigint | undefined, number | bigint>;
  report: string | null;
  error: string | null;
}

interface QuarantineTable {
  organization_id: number;
  id: Generated<number>;
  record_id: string;
  ingest_run_id: number | null;
  source: string;
  input: string;
  place: string;
  kind: string | null;
  reason: string;
  message: string;
  raw: string;
  state: Generated<'open' | 'retried' | 'dropped'>;
  seen: Generated<number>;
  first_seen: string;
  last_seen: string;
}

interface EventLedgerTable {
  organization_id: number;
  event_id: string;
  content_hash: string;
}

interface RunningTotalsTable {
  organization_id: number;
  entry: string;
  read_at: string;
  total: number;
  event_id: string;
}

interface RollupDailyTable {
  organization_id: number;
  kind: string;
  local_day: string;
  local_week: string;
  repository: string;
  environment: string;
  pattern: string;
  severity: string;
  category: string;
  events: number;
  occurrences: ColumnType<number, number | bigint, number | bigint>;
  successes: number;
  failures: number;
  measured: number;
  measure_sum: number;
  size_sum: number;
}

interface RollupPropertiesTable {
  organization_id: number;
  property: string;
  local_day: string;
  local_week: string;
  repository: string;
  environment: string;
  pattern: string;
  outcome: string;
  value: string;
  detail: string;
  events: number;
  occurrences: ColumnType<number, number | bigint, number | bigint>;
  known_1: number;
  sum_1: number;
  known_2: number;
  sum_2: number;
  known_3: number;
  sum_3: number;
  last_at: string;
}

interface SummaryMarksTable {
  organization_id: number;
  id: Generated<number>;
  kind: string;
  local_day: string;
}

interface SummaryStateTable {
  organization_id: number;
  first_day: string | null;
  last_day: string | null;
  today: string;
  rules: number;
}

interface DataVersionTable {
  organization_id: number;
  version: ColumnType<number, number | bigint, number | bigint>;
  changed_at: string;
}

interface AlertsTable {
  organization_id: number;
  alert: string;
  rule: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  state: 'firing' | 'resolved';
  message: string;
  fingerprint: string;
  since: string;
  seen_at: string;
  notified_at: string | null;
  acknowledged_at: string | null;
  note: string | null;
}

interface ReportDeliveriesTable {
  organization_id: number;
  report: string;
  target: string;
  since: string;
  due: string | null;
  state: 'waiting' | 'sending' | 'sent' | 'failed';
  attempts: number;
  changed_at: string;
  sent_at: string | null;
  message: string | null;
}

interface RetentionTable {
  organization_id: number;
  events_from: string;
  changed_at: string;
}

interface SchemaMigrationsTable {
  name: string;
  checksum: string;
  applied_at: string;
  applied_by: string;
}

interface AppliedObjectsTable {
  environment: string;
  kind: string;
  uuid: string;
  name: string;
  hash: string;
  content: string;
  changed_on: string | null;
  git_sha: string | null;
  apply_id: string;
  applied_at: string;
  live_hash: string | null;
}

interface ApplyJournalTable {
  id: Generated<number>;
  apply_id: string;
  environment: string;
  step: string;
  status: 'started' | 'done' | 'failed';
  kind: string | null;
  uuid: string | null;
  before: string | null;
  detail: string | null;
  actor: string | null;
  at: string;
}

interface DeployLocksTable {
  environment: string;
  lock_id: string;
  owner: string;
  host: string;
  pid: number | null;
  ci_url: string | null;
  operation: string;
  acquired_at: string;
  heartbeat_at: string;
  expires_at: string;
}

/** Rows as Kysely sees them. Instants, calendar days and JSON are text. */
export interface Database {
  metrics_bugs: MetricsBugsTable;
  metrics_test_failures: MetricsTestFailuresTable;
  metrics_code_reviews: MetricsCodeReviewsTable;
  metrics_performance: MetricsPerformanceTable;
  metrics_deployment: MetricsDeploymentTable;
  metrics_code_generation: MetricsCodeGenerationTable;
  metrics_llm_calls: MetricsLlmCallsTable;
  pattern_effectiveness: PatternEffectivenessTable;
  metrics_summary: MetricsSummaryTable;
  metric_verdicts: MetricVerdictsTable;
  metric_groups: MetricGroupsTable;
  pr_events: PrEventsTable;
  deployment_events: DeploymentEventsTable;
  test_runs: TestRunsTable;
  rule_compliance_events: RuleComplianceEventsTable;
  development_metrics: DevelopmentMetricsTable;
  organizations: OrganizationsTable;
  teams: TeamsTable;
  users: UsersTable;
  user_teams: UserTeamsTable;
  patterns: PatternsTable;
  audit_logs: AuditLogsTable;
  configs: ConfigsTable;
  metrics: MetricsTable;
  ingest_runs: IngestRunsTable;
  quarantine: QuarantineTable;
  event_ledger: EventLedgerTable;
  running_totals: RunningTotalsTable;
  rollup_daily: RollupDailyTable;
  rollup_properties: RollupPropertiesTable;
  summary_marks: SummaryMarksTable;
  summary_state: SummaryStateTable;
  data_version: DataVersionTable;
  alerts: AlertsTable;
  report_deliveries: ReportDeliveriesTable;
  retention: RetentionTable;
  schema_migrations: SchemaMigrationsTable;
  applied_objects: AppliedObjectsTable;
  apply_journal: ApplyJournalTable;
  deploy_locks: DeployLocksTable;
}
