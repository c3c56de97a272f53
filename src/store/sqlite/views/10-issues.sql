-- What goes wrong: bugs, failed tests, findings in review, trouble with deployments.

-- Bugs, test failures, review issues and deployment issues per day. `measure_sum / measured` is the mean resolution time in
-- minutes of deployment issues. Not IN: with it, SQLite reads all four kinds even where a chart asks for one.
CREATE VIEW v_issues_daily AS
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
FROM rollup_daily
WHERE organization_id = 1 AND (kind = 'bug' OR kind = 'test_failure' OR kind = 'code_review' OR kind = 'deployment_issue');

-- Bugs, one by one.
CREATE VIEW v_bugs AS
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
FROM metrics_bugs;

-- Test failures, one by one.
CREATE VIEW v_test_failures AS
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
FROM metrics_test_failures;

-- Issues found in review, one by one.
CREATE VIEW v_review_issues AS
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
FROM metrics_code_reviews;

-- Deployment issues, one by one. The environment is the one that was deployed to.
CREATE VIEW v_deployment_issues AS
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
  STRFTIME('%Y-%m-%d %H:%M:%S.000000', timestamp, resolution_time_minutes || ' minutes') AS resolved_at,
  count AS occurrences
FROM metrics_deployment;

-- Bugs per day and file.
CREATE VIEW v_bug_files_daily AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  pattern,
  value AS file_path,
  occurrences,
  last_at
FROM rollup_properties
WHERE organization_id = 1 AND property = 'file';

-- Test failures per day and test.
CREATE VIEW v_failed_tests_daily AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  COALESCE(NULLIF(pattern, ''), 'unknown') AS pattern,
  value AS test_name,
  occurrences,
  last_at
FROM rollup_properties
WHERE organization_id = 1 AND property = 'test';

-- Tests whose failures go away without a change of the code.
CREATE VIEW v_flaky_tests AS
SELECT
  place,
  group_name AS test_name,
  value AS flaky_share,
  n AS failures_tested_again,
  CAST(ROUND(value * n) AS BIGINT) AS flaky_failures,
  interval_low,
  interval_high,
  SUBSTR(looked_from, 1, 16) AS looked_from,
  SUBSTR(looked_until, 1, 16) AS as_of
FROM metric_groups
WHERE metric_id = 'flaky-tests' AND dimension = 'test' AND value > 0;
