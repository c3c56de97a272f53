-- What goes wrong: bugs, failed tests, findings in review, trouble with deployments.

-- Bugs, test failures, review issues and deployment issues per day. `measure_sum / measured` is the mean resolution time in
-- minutes of deployment issues.
CREATE VIEW metrics.v_issues_daily WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  local_week AS week,
  kind,
  CASE kind
    WHEN 'bug' THEN 'Bugs'
    WHEN 'test_failure' THEN 'Test failures'
    WHEN 'code_review' THEN 'Review issues'
    ELSE 'Deployment issues'
  END AS detection,
  repository,
  environment,
  COALESCE(NULLIF(pattern, ''), 'unknown') AS pattern,
  NULLIF(severity, '') AS severity,
  NULLIF(category, '') AS category,
  events,
  occurrences,
  measured,
  measure_sum
FROM metrics.rollup_daily
WHERE kind IN ('bug', 'test_failure', 'code_review', 'deployment_issue');

-- Bugs, one by one.
CREATE VIEW metrics.v_bugs WITH (security_invoker = true) AS
SELECT
  id,
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  commit_sha,
  pr_number,
  pattern,
  error,
  COALESCE(file_path, 'unknown') AS file_path,
  line,
  count AS occurrences
FROM metrics.metrics_bugs;

-- Test failures, one by one.
CREATE VIEW metrics.v_test_failures WITH (security_invoker = true) AS
SELECT
  id,
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  commit_sha,
  pr_number,
  COALESCE(pattern_violated, 'unknown') AS pattern,
  test_name,
  failure_reason,
  count AS occurrences
FROM metrics.metrics_test_failures;

-- Issues found in review, one by one.
CREATE VIEW metrics.v_review_issues WITH (security_invoker = true) AS
SELECT
  id,
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  pr_number,
  pattern,
  issue_type,
  severity,
  COALESCE(file_path, 'unknown') AS file_path,
  line,
  suggestion,
  count AS occurrences
FROM metrics.metrics_code_reviews;

-- Deployment issues, one by one. The environment is the one that was deployed to.
CREATE VIEW metrics.v_deployment_issues WITH (security_invoker = true) AS
SELECT
  id,
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  issue_type,
  COALESCE(pattern, 'unknown') AS pattern,
  root_cause,
  resolution_time_minutes,
  resolution_time_minutes / 60.0 AS resolution_hours,
  DATE_TRUNC('second', timestamp + resolution_time_minutes * INTERVAL '1 minute') AS resolved_at,
  count AS occurrences
FROM metrics.metrics_deployment;

-- Bugs per day and file.
CREATE VIEW metrics.v_bug_files_daily WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  pattern,
  value AS file_path,
  occurrences,
  last_at
FROM metrics.rollup_properties
WHERE property = 'file';

-- Test failures per day and test.
CREATE VIEW metrics.v_failed_tests_daily WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  COALESCE(NULLIF(pattern, ''), 'unknown') AS pattern,
  value AS test_name,
  occurrences,
  last_at
FROM metrics.rollup_properties
WHERE property = 'test';

-- Tests whose failures go away without a change of the code.
CREATE VIEW metrics.v_flaky_tests WITH (security_invoker = true) AS
SELECT
  place,
  group_name AS test_name,
  value AS flaky_share,
  n AS failures_tested_again,
  CAST(ROUND(value * n) AS BIGINT) AS flaky_failures,
  interval_low,
  interval_high,
  TO_CHAR(looked_from AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS looked_from,
  TO_CHAR(looked_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS as_of
FROM metrics.metric_groups
WHERE metric_id = 'flaky-tests' AND dimension = 'test' AND value > 0;
