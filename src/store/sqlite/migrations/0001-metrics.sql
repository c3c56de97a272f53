-- Events, what is computed from them, and what ingest needs to keep its promises.

-- Bugs, by the pattern that explains them.
CREATE TABLE metrics_bugs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  pattern VARCHAR(255) NOT NULL, -- Pattern that explains the bug
  error TEXT NOT NULL, -- Error message
  code TEXT, -- Code snippet
  file_path VARCHAR(500), -- File
  line INTEGER CHECK (line >= 0), -- Line
  stack_trace TEXT, -- Stack trace
  count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 0), -- Occurrences this event stands for
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_bug_pattern_timestamp ON metrics_bugs (pattern, timestamp);
CREATE INDEX idx_bug_file_path ON metrics_bugs (file_path);
CREATE INDEX idx_metrics_bugs_timestamp ON metrics_bugs (timestamp DESC);
CREATE INDEX idx_metrics_bugs_pattern ON metrics_bugs (pattern);

-- Test failures, by the pattern that was violated.
CREATE TABLE metrics_test_failures (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  test_name VARCHAR(500) NOT NULL, -- Test
  failure_reason TEXT NOT NULL, -- Why it failed
  pattern_violated VARCHAR(255), -- Pattern that was violated
  code_snippet TEXT, -- Code of the test
  count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 0), -- Occurrences this event stands for
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_test_pattern_timestamp ON metrics_test_failures (pattern_violated, timestamp);
CREATE INDEX idx_test_timestamp ON metrics_test_failures (timestamp);

-- Issues found in review.
CREATE TABLE metrics_code_reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  issue_type VARCHAR(255) NOT NULL, -- Kind of issue
  pattern VARCHAR(255) NOT NULL, -- Related pattern
  severity VARCHAR(50) NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical', 'unknown')), -- Severity
  file_path VARCHAR(500), -- File
  line INTEGER CHECK (line >= 0), -- Line
  suggestion TEXT, -- Suggested fix
  count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 0), -- Occurrences this event stands for
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_review_pattern_severity ON metrics_code_reviews (pattern, severity);
CREATE INDEX idx_review_timestamp ON metrics_code_reviews (timestamp);

-- Performance measurements.
CREATE TABLE metrics_performance (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  metric_type VARCHAR(100) NOT NULL, -- Kind of measurement
  details JSON CHECK (json_valid(details)), -- The measurement as it was sent
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  function_name VARCHAR(255), -- Function or operation measured
  execution_time_ms FLOAT CHECK (execution_time_ms >= 0), -- Execution time (ms)
  memory_usage_bytes BIGINT CHECK (memory_usage_bytes >= 0), -- Memory used (bytes)
  file_size_bytes BIGINT CHECK (file_size_bytes >= 0), -- Size of the file worked on (bytes)
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_perf_type_timestamp ON metrics_performance (metric_type, timestamp);
CREATE INDEX idx_perf_timestamp ON metrics_performance (timestamp);

-- Deployment issues and how long they took to resolve.
CREATE TABLE metrics_deployment (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  issue_type VARCHAR(255) NOT NULL, -- Kind of issue
  pattern VARCHAR(255), -- Related pattern
  environment VARCHAR(50) NOT NULL, -- Environment that was deployed to
  root_cause TEXT, -- Root cause
  resolution_time_minutes FLOAT CHECK (resolution_time_minutes >= 0), -- Time to resolve (min)
  count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 0), -- Occurrences this event stands for
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_deploy_env_timestamp ON metrics_deployment (environment, timestamp);
CREATE INDEX idx_deploy_pattern ON metrics_deployment (pattern);
CREATE INDEX idx_deploy_timestamp ON metrics_deployment (timestamp);

-- AI code generations.
CREATE TABLE metrics_code_generation (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  prompt TEXT NOT NULL, -- Prompt
  patterns_applied JSON CHECK (json_valid(patterns_applied)), -- Names of the patterns applied, as a list
  confidence FLOAT CHECK (confidence BETWEEN 0 AND 1), -- Confidence the generator stated; null when it stated none
  success BOOLEAN CHECK (success IN (0, 1)), -- Whether the generation succeeded; null when nobody said
  code_length INTEGER CHECK (code_length >= 0), -- Length of the generated code (characters)
  compilation_error TEXT, -- Compiler message
  generation_metadata JSON CHECK (json_valid(generation_metadata)), -- Whatever else was sent
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  patterns_count INTEGER CHECK (patterns_count >= 0), -- Number of patterns applied
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_generation_success_timestamp ON metrics_code_generation (success, timestamp);
CREATE INDEX idx_generation_confidence ON metrics_code_generation (confidence);
CREATE INDEX idx_code_gen_timestamp ON metrics_code_generation (timestamp DESC);

-- Calls of language models.
CREATE TABLE metrics_llm_calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  success BOOLEAN CHECK (success IN (0, 1)), -- Whether the call succeeded; null when nobody said
  attempts INTEGER CHECK (attempts >= 0), -- Attempts made
  duration_seconds FLOAT CHECK (duration_seconds >= 0), -- Duration (s)
  provider VARCHAR(100) NOT NULL DEFAULT 'unknown', -- Provider
  model VARCHAR(200) NOT NULL DEFAULT 'unknown', -- Model
  error TEXT, -- Error message
  input_tokens BIGINT CHECK (input_tokens >= 0), -- Tokens sent
  output_tokens BIGINT CHECK (output_tokens >= 0), -- Tokens received
  raw JSON CHECK (json_valid(raw)), -- The event as it was sent
  timestamp DATETIME NOT NULL CHECK (timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_llm_timestamp ON metrics_llm_calls (timestamp);

-- How often each pattern, when applied, led to a successful generation, per period.
CREATE TABLE pattern_effectiveness (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  pattern_name VARCHAR(255) NOT NULL, -- Pattern
  application_count INTEGER NOT NULL DEFAULT 0 CHECK (application_count >= 0), -- Generations that applied it and whose outcome is known
  success_count INTEGER NOT NULL DEFAULT 0 CHECK (success_count >= 0), -- Successful ones
  failure_count INTEGER NOT NULL DEFAULT 0 CHECK (failure_count >= 0), -- Failed ones
  effectiveness_score FLOAT CHECK (effectiveness_score BETWEEN 0 AND 1), -- success_count / application_count; null when nothing was applied
  effectiveness_lower FLOAT CHECK (effectiveness_lower BETWEEN 0 AND 1), -- Lower end of the 95 % Jeffreys interval: what patterns are ranked by
  effectiveness_upper FLOAT CHECK (effectiveness_upper BETWEEN 0 AND 1), -- Upper end of the 95 % Jeffreys interval
  period_kind VARCHAR(10) NOT NULL CHECK (period_kind IN ('week', 'month')), -- week or month
  period_start DATETIME NOT NULL CHECK (period_start GLOB '????-??-?? ??:??:??.??????'), -- First moment of the period
  period_end DATETIME NOT NULL CHECK (period_end GLOB '????-??-?? ??:??:??.??????'), -- First moment after the period
  UNIQUE (organization_id, pattern_name, period_kind, period_start),
  CHECK (success_count + failure_count = application_count),
  CHECK (period_end > period_start)
);
CREATE INDEX idx_pattern_eff_name_period ON pattern_effectiveness (pattern_name, period_start);

-- Daily and weekly figures per kind of event.
CREATE TABLE metrics_summary (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  period_kind VARCHAR(10) NOT NULL CHECK (period_kind IN ('day', 'week')), -- day or week
  metric_type VARCHAR(100) NOT NULL, -- Kind of event
  summary_date DATETIME NOT NULL CHECK (summary_date GLOB '????-??-?? ??:??:??.??????'), -- First moment of the period
  total_count INTEGER NOT NULL DEFAULT 0 CHECK (total_count >= 0), -- Occurrences
  critical_severity_count INTEGER NOT NULL DEFAULT 0 CHECK (critical_severity_count >= 0), -- Critical ones
  high_severity_count INTEGER NOT NULL DEFAULT 0 CHECK (high_severity_count >= 0), -- High ones
  medium_severity_count INTEGER NOT NULL DEFAULT 0 CHECK (medium_severity_count >= 0), -- Medium ones
  low_severity_count INTEGER NOT NULL DEFAULT 0 CHECK (low_severity_count >= 0), -- Low ones
  top_pattern VARCHAR(255), -- Most frequent pattern
  top_pattern_count INTEGER CHECK (top_pattern_count >= 0), -- Its occurrences
  trend_direction VARCHAR(20) CHECK (trend_direction IN ('increasing', 'decreasing', 'stable')), -- Trend up to this period; null when there is too little to say
  week_over_week_change FLOAT, -- Change against the same period a week before; null when that was zero or unknown (%)
  UNIQUE (organization_id, metric_type, period_kind, summary_date)
);
CREATE INDEX idx_summary_type_date ON metrics_summary (metric_type, summary_date);

-- What happened to pull requests.
CREATE TABLE pr_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  pr_number INTEGER NOT NULL CHECK (pr_number >= 0), -- Pull request
  pr_title VARCHAR(1000), -- Title
  branch_name VARCHAR(255), -- Branch
  event_type VARCHAR(20) NOT NULL CHECK (event_type IN ('created', 'reviewed', 'merged', 'closed', 'reopened')), -- What happened
  event_timestamp DATETIME NOT NULL CHECK (event_timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it happened
  author VARCHAR(64), -- Hash of the author
  reviewer VARCHAR(64), -- Hash of the reviewer
  labels JSON CHECK (json_valid(labels)), -- Labels, as a list
  cycle_time_seconds INTEGER CHECK (cycle_time_seconds BETWEEN 0 AND 31536000), -- Created to merged (s)
  review_time_seconds INTEGER CHECK (review_time_seconds BETWEEN 0 AND 31536000), -- Created to first review (s)
  metadata JSON CHECK (json_valid(metadata)), -- Whatever else was sent
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_pr_timestamp ON pr_events (event_timestamp);

-- Deployments.
CREATE TABLE deployment_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  deployment_id VARCHAR(255) NOT NULL, -- Number or name the deploying system gave
  environment VARCHAR(20) NOT NULL CHECK (environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Environment deployed to
  status VARCHAR(20) NOT NULL CHECK (status IN ('success', 'failure', 'rollback')), -- Outcome
  deployed_at DATETIME NOT NULL CHECK (deployed_at GLOB '????-??-?? ??:??:??.??????'), -- When it finished
  commit_sha VARCHAR(64) NOT NULL, -- Commit deployed
  branch_name VARCHAR(255) NOT NULL, -- Branch deployed
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request deployed
  deployed_by VARCHAR(64), -- Hash of who deployed
  metadata JSON CHECK (json_valid(metadata)), -- Whatever else was sent
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_deployed_at ON deployment_events (deployed_at);

-- Runs of a test suite.
CREATE TABLE test_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  run_id VARCHAR(255) NOT NULL, -- The CI's own name of the run
  run_timestamp DATETIME NOT NULL CHECK (run_timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it ran
  total_tests INTEGER NOT NULL DEFAULT 0 CHECK (total_tests >= 0), -- Tests
  passed_tests INTEGER NOT NULL DEFAULT 0 CHECK (passed_tests >= 0), -- Passed
  failed_tests INTEGER NOT NULL DEFAULT 0 CHECK (failed_tests >= 0), -- Failed
  skipped_tests INTEGER NOT NULL DEFAULT 0 CHECK (skipped_tests >= 0), -- Skipped
  pass_rate DECIMAL CHECK (pass_rate BETWEEN 0 AND 100), -- passed / (passed + failed) * 100; null when nothing ran (%)
  execution_time_seconds INTEGER CHECK (execution_time_seconds >= 0), -- Duration (s)
  test_type VARCHAR(20) CHECK (test_type IN ('unit', 'integration', 'e2e', 'all')), -- Kind of tests
  branch_name VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  metadata JSON CHECK (json_valid(metadata)), -- Whatever else was sent
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER, -- The ingest run that stored it
  CHECK (passed_tests + failed_tests + skipped_tests <= total_tests)
);
CREATE INDEX idx_test_run_timestamp ON test_runs (run_timestamp);

-- Whether a rule was followed.
CREATE TABLE rule_compliance_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  event_timestamp DATETIME NOT NULL CHECK (event_timestamp GLOB '????-??-?? ??:??:??.??????'), -- When it was checked
  rule_name VARCHAR(255) NOT NULL, -- Rule
  rule_category VARCHAR(20) CHECK (rule_category IN ('foundation', 'implementation', 'specialized')), -- Category of the rule
  compliance_status VARCHAR(20) NOT NULL CHECK (compliance_status IN ('compliant', 'violation', 'warning')), -- Outcome
  context_type VARCHAR(20) CHECK (context_type IN ('commit', 'pr', 'code_review', 'manual_check')), -- What was checked
  context_id VARCHAR(255), -- Which one
  branch_name VARCHAR(255), -- Branch
  violation_details TEXT, -- What was wrong
  metadata JSON CHECK (json_valid(metadata)), -- Whatever else was sent
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- Identity within the organization: the sender's own id, else a hash of the content
  team_id INTEGER, -- The team it belongs to
  repository VARCHAR(255) NOT NULL DEFAULT 'unknown', -- Repository, as owner/name
  branch VARCHAR(255), -- Branch
  commit_sha VARCHAR(64), -- Commit
  pr_number INTEGER CHECK (pr_number >= 0), -- Pull request
  actor_hash VARCHAR(64), -- Keyed hash of the person who caused it; no name is kept
  source_environment VARCHAR(20) NOT NULL DEFAULT 'unknown' CHECK (source_environment IN ('local', 'development', 'staging', 'production', 'unknown')), -- Where it happened
  source VARCHAR(500) NOT NULL, -- Whose account it is: a CI job, a machine and file, or what --source said
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of the week in the organization's calendar
  ingest_run_id INTEGER -- The ingest run that stored it
);
CREATE INDEX idx_rule_timestamp ON rule_compliance_events (event_timestamp);

-- Published figures of the delivery process, per day.
CREATE TABLE development_metrics (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  metric_date TIMESTAMP NOT NULL CHECK (metric_date GLOB '????-??-?? 00:00:00.000000'), -- Day
  metric_type VARCHAR(50) NOT NULL CHECK (metric_type IN ('pr_cycle_time_avg', 'pr_cycle_time_median', 'deployment_frequency', 'test_pass_rate_avg', 'test_pass_rate_median', 'rule_compliance_rate', 'documentation_first_usage_rate')), -- Which figure
  metric_value DECIMAL NOT NULL, -- Value; a figure without data has no row
  metric_unit VARCHAR(30), -- Unit
  sample_size INTEGER CHECK (sample_size >= 0), -- n
  metadata JSON CHECK (json_valid(metadata)), -- Whatever else was sent
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (updated_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was last written
  UNIQUE (organization_id, metric_date, metric_type)
);

-- Every run of ingest: what it read, stored and refused.
CREATE TABLE ingest_runs (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  source VARCHAR(500) NOT NULL, -- Whose account was read
  input VARCHAR(1000) NOT NULL, -- What was read: a file, standard input, a collector
  format VARCHAR(50), -- Format that was recognised
  status VARCHAR(20) NOT NULL CHECK (status IN ('running', 'done', 'partial', 'failed')), -- running, done, partial, failed
  started_at DATETIME NOT NULL CHECK (started_at GLOB '????-??-?? ??:??:??.??????'), -- Start
  finished_at DATETIME CHECK (finished_at GLOB '????-??-?? ??:??:??.??????'), -- End; null while it runs, and for ever when it was killed
  records_read BIGINT NOT NULL DEFAULT 0 CHECK (records_read >= 0), -- Records read
  events_stored BIGINT NOT NULL DEFAULT 0 CHECK (events_stored >= 0), -- Events that were new
  events_known BIGINT NOT NULL DEFAULT 0 CHECK (events_known >= 0), -- Events that were already there
  records_quarantined BIGINT NOT NULL DEFAULT 0 CHECK (records_quarantined >= 0), -- Records refused
  values_redacted BIGINT NOT NULL DEFAULT 0 CHECK (values_redacted >= 0), -- Secrets removed
  values_cut BIGINT NOT NULL DEFAULT 0 CHECK (values_cut >= 0), -- Texts cut to their longest
  times_without_zone BIGINT NOT NULL DEFAULT 0 CHECK (times_without_zone >= 0), -- Timestamps that named no zone
  report JSON CHECK (json_valid(report)), -- The whole report
  error TEXT -- Why it failed
);
CREATE INDEX idx_ingest_runs_started ON ingest_runs (started_at);

-- Records that were refused, whole, until somebody decides.
CREATE TABLE quarantine (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  record_id VARCHAR(64) NOT NULL, -- Hash of source, place and content: the same refusal twice is one row
  ingest_run_id INTEGER, -- The run that met it first
  source VARCHAR(500) NOT NULL, -- Whose account it was in
  input VARCHAR(1000) NOT NULL, -- Which input
  place VARCHAR(500) NOT NULL, -- Where in it: line or JSON pointer
  kind VARCHAR(50), -- Kind of event it claimed to be
  reason VARCHAR(50) NOT NULL, -- Why, as a code
  message TEXT NOT NULL, -- Why, in words
  raw TEXT NOT NULL, -- The record as it was, secrets removed
  state VARCHAR(10) NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'dropped')), -- open, retried, dropped
  seen INTEGER NOT NULL DEFAULT 1 CHECK (seen >= 1), -- Times it was met
  first_seen DATETIME NOT NULL CHECK (first_seen GLOB '????-??-?? ??:??:??.??????'), -- First met
  last_seen DATETIME NOT NULL CHECK (last_seen GLOB '????-??-?? ??:??:??.??????'), -- Last met
  UNIQUE (organization_id, record_id)
);
CREATE INDEX idx_quarantine_state ON quarantine (state, last_seen);

-- The identity of every event ever stored; outlives dropped partitions.
CREATE TABLE event_ledger (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  event_id VARCHAR(200) NOT NULL, -- As in the event
  content_hash VARCHAR(64) NOT NULL, -- Hash of the content: another content under the same id is a conflict
  PRIMARY KEY (organization_id, event_id)
) WITHOUT ROWID;

-- Every reading of an entry that a collector counts up, so that increments can be computed again.
CREATE TABLE running_totals (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  entry VARCHAR(64) NOT NULL, -- Hash of source, kind, key and the place among equal keys of one reading
  read_at DATETIME NOT NULL CHECK (read_at GLOB '????-??-?? ??:??:??.??????'), -- The entry's timestamp
  total INTEGER NOT NULL CHECK (total >= 0), -- Count it showed
  event_id VARCHAR(200) NOT NULL, -- The event that carries the increase
  PRIMARY KEY (organization_id, entry, read_at, total)
) WITHOUT ROWID;

-- Additive measures per day and dimensions; advanced in the transaction that stores the events.
CREATE TABLE rollup_daily (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  kind VARCHAR(30) NOT NULL, -- Kind of event; pattern_application for one row per pattern of a generation
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of its week
  repository VARCHAR(255) NOT NULL, -- Repository
  environment VARCHAR(50) NOT NULL, -- Environment
  pattern VARCHAR(255) NOT NULL, -- Pattern; '' where the kind has none
  severity VARCHAR(50) NOT NULL, -- Severity; '' where the kind has none
  category VARCHAR(255) NOT NULL, -- issue_type, metric_type, status …: what the kind is told apart by; '' where it has none
  events INTEGER NOT NULL, -- Events
  occurrences BIGINT NOT NULL, -- Sum of their counts
  successes INTEGER NOT NULL, -- Known to have succeeded
  failures INTEGER NOT NULL, -- Known to have failed
  measured INTEGER NOT NULL, -- Events with a measure
  measure_sum FLOAT NOT NULL, -- Sum of the kind's measure: confidence, ms, minutes, seconds
  size_sum FLOAT NOT NULL, -- Sum of the kind's size: patterns applied, code length, tests
  PRIMARY KEY (organization_id, kind, local_day, local_week, repository, environment, pattern, severity, category)
) WITHOUT ROWID;

-- Counts up with every write of events: what cached results are keyed by.
CREATE TABLE data_version (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  version BIGINT NOT NULL, -- Version
  changed_at DATETIME NOT NULL CHECK (changed_at GLOB '????-??-?? ??:??:??.??????'), -- When
  PRIMARY KEY (organization_id)
) WITHOUT ROWID;

-- From which day on events are kept; roll-ups of earlier days stay.
CREATE TABLE retention (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  events_from TIMESTAMP NOT NULL CHECK (events_from GLOB '????-??-?? 00:00:00.000000'), -- First day whose events are kept
  changed_at DATETIME NOT NULL CHECK (changed_at GLOB '????-??-?? ??:??:??.??????'), -- When events were last removed
  PRIMARY KEY (organization_id)
) WITHOUT ROWID;
