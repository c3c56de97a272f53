-- What charts show. Views carry the meaning, datasets are thin: Superset and the viewer read the same rows
-- (docs/decisions/0501). Charts over time read the daily roll-up; lists and distributions read the events. No view joins
-- two tables before it has aggregated each: a join would multiply their rows.

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

-- AI code generations per day.
CREATE VIEW metrics.v_generations_daily WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  CASE EXTRACT(ISODOW FROM local_day) WHEN 1 THEN '1 Mon' WHEN 2 THEN '2 Tue' WHEN 3 THEN '3 Wed' WHEN 4 THEN '4 Thu' WHEN 5 THEN '5 Fri' WHEN 6 THEN '6 Sat' WHEN 7 THEN '7 Sun' END AS weekday,
  events AS generations,
  successes,
  failures,
  measured AS confidence_known,
  measure_sum AS confidence_sum
FROM metrics.rollup_daily
WHERE kind = 'code_generation';

-- Patterns that generations applied, per day: a generation that applied three patterns counts for each of them.
CREATE VIEW metrics.v_pattern_applications_daily WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  pattern,
  events AS applications,
  successes,
  failures,
  measured AS confidence_known,
  measure_sum AS confidence_sum
FROM metrics.rollup_daily
WHERE kind = 'pattern_application';

-- Each pattern, day by day: what went wrong and what was generated with it. spec/3 has this as a materialized view; over
-- the roll-up it needs no refresh.
CREATE VIEW metrics.daily_pattern_stats WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  pattern,
  SUM(CASE WHEN kind = 'bug' THEN occurrences END) AS bug_count,
  SUM(CASE WHEN kind = 'test_failure' THEN occurrences END) AS test_failure_count,
  SUM(CASE WHEN kind = 'code_review' THEN occurrences END) AS review_issue_count,
  SUM(CASE WHEN kind = 'pattern_application' THEN events END) AS application_count,
  SUM(CASE WHEN kind = 'pattern_application' THEN successes END) AS success_count,
  SUM(CASE WHEN kind = 'pattern_application' THEN failures END) AS failure_count,
  CAST(SUM(CASE WHEN kind = 'pattern_application' THEN successes END) AS double precision)
    / NULLIF(SUM(CASE WHEN kind = 'pattern_application' THEN successes + failures END), 0) AS success_rate
FROM metrics.rollup_daily
WHERE kind IN ('bug', 'test_failure', 'code_review', 'pattern_application') AND pattern <> ''
GROUP BY local_day, pattern;

-- AI code generations, one by one. An outcome nobody told is null and leaves every rate.
CREATE VIEW metrics.v_generations WITH (security_invoker = true) AS
SELECT
  id,
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  branch,
  commit_sha,
  pr_number,
  prompt,
  confidence,
  CASE WHEN confidence IS NOT NULL THEN LEAST(FLOOR(confidence * 10), 9) / 10 END AS confidence_from,
  CASE WHEN success THEN 1 WHEN NOT success THEN 0 END AS succeeded,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome,
  patterns_count,
  CASE
    WHEN patterns_count IS NULL THEN 'unknown'
    WHEN patterns_count > 7 THEN '8 or more'
    ELSE CAST(patterns_count AS text)
  END AS patterns_applied_count,
  code_length,
  compilation_error,
  LEFT(SPLIT_PART(compilation_error, ':', 1), 60) AS error_type
FROM metrics.metrics_code_generation;

-- Performance measurements, one by one.
CREATE VIEW metrics.v_performance WITH (security_invoker = true) AS
SELECT
  id,
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  metric_type,
  COALESCE(function_name, 'unknown') AS function_name,
  execution_time_ms,
  memory_usage_bytes / 1048576.0 AS memory_mb,
  file_size_bytes / 1024.0 AS file_size_kb
FROM metrics.metrics_performance;

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

-- The library: one row per pattern, which is its newest version.
CREATE VIEW metrics.v_pattern_library WITH (security_invoker = true) AS
SELECT
  p.organization_id,
  p.id AS pattern_id,
  p.name AS pattern,
  COALESCE(p.category, 'unknown') AS category,
  COALESCE(p.severity, 'unknown') AS severity,
  p.version,
  p.is_active,
  p.is_archived,
  h.first_created AS created_at,
  h.last_applied,
  h.times_applied,
  CASE
    WHEN h.last_applied >= NOW() - INTERVAL '7 days' THEN 'Active'
    WHEN h.last_applied >= NOW() - INTERVAL '30 days' THEN 'Recent'
    ELSE 'Inactive'
  END AS status
FROM api.patterns AS p
JOIN (
  SELECT
    organization_id,
    name,
    MAX(version) AS version,
    MIN(created_at) AS first_created,
    MAX(last_applied) AS last_applied,
    SUM(times_applied) AS times_applied
  FROM api.patterns
  GROUP BY organization_id, name
) AS h ON h.organization_id = p.organization_id AND h.name = p.name AND h.version = p.version;

-- Time saved per pattern in use. Gains and outcomes are summed by themselves before they meet: joined first, each gain would
-- count once per outcome.
CREATE VIEW metrics.v_pattern_roi WITH (security_invoker = true) AS
SELECT
  l.pattern,
  l.category,
  l.severity,
  l.times_applied,
  o.successes,
  o.failures,
  CAST(o.successes AS double precision) / NULLIF(o.successes + o.failures, 0) AS effectiveness,
  g.time_saved_seconds / 3600.0 AS hours_saved,
  g.users_benefited
FROM metrics.v_pattern_library AS l
LEFT JOIN (
  SELECT
    p.organization_id,
    p.name,
    SUM(g.time_saved_seconds) AS time_saved_seconds,
    COUNT(DISTINCT g.user_id) AS users_benefited
  FROM api.metrics AS g
  JOIN api.patterns AS p ON p.organization_id = g.organization_id AND p.id = g.pattern_id
  GROUP BY p.organization_id, p.name
) AS g ON g.organization_id = l.organization_id AND g.name = l.pattern
LEFT JOIN (
  SELECT organization_id, pattern, SUM(successes) AS successes, SUM(failures) AS failures
  FROM metrics.rollup_daily
  WHERE kind = 'pattern_application'
  GROUP BY organization_id, pattern
) AS o ON o.organization_id = l.organization_id AND o.pattern = l.pattern
WHERE l.is_active;

-- The report on every pattern in use: what it is, how it is used, what still goes wrong. Each count is taken by itself;
-- none is 0 where that kind of event was recorded, and null where it never was.
CREATE VIEW metrics.v_pattern_report WITH (security_invoker = true) AS
SELECT
  l.pattern,
  l.category,
  l.severity,
  l.version,
  l.status,
  l.times_applied AS total_applications,
  CAST(r.successes AS double precision) / NULLIF(r.successes + r.failures, 0) AS success_rate,
  r.successes + r.failures AS known_outcomes,
  CASE WHEN k.bugs > 0 THEN COALESCE(r.related_bugs, 0) END AS related_bugs,
  CASE WHEN k.test_failures > 0 THEN COALESCE(r.related_test_failures, 0) END AS related_test_failures,
  CASE WHEN k.review_issues > 0 THEN COALESCE(r.related_review_issues, 0) END AS related_review_issues,
  l.created_at,
  l.last_applied,
  CAST(FLOOR(EXTRACT(EPOCH FROM NOW() - l.created_at) / 86400) AS integer) AS days_active
FROM metrics.v_pattern_library AS l
LEFT JOIN (
  SELECT
    organization_id,
    pattern,
    SUM(CASE WHEN kind = 'bug' THEN occurrences END) AS related_bugs,
    SUM(CASE WHEN kind = 'test_failure' THEN occurrences END) AS related_test_failures,
    SUM(CASE WHEN kind = 'code_review' THEN occurrences END) AS related_review_issues,
    SUM(CASE WHEN kind = 'pattern_application' THEN successes END) AS successes,
    SUM(CASE WHEN kind = 'pattern_application' THEN failures END) AS failures
  FROM metrics.rollup_daily
  WHERE pattern <> ''
  GROUP BY organization_id, pattern
) AS r ON r.organization_id = l.organization_id AND r.pattern = l.pattern
LEFT JOIN (
  SELECT
    organization_id,
    SUM(CASE WHEN kind = 'bug' THEN 1 ELSE 0 END) AS bugs,
    SUM(CASE WHEN kind = 'test_failure' THEN 1 ELSE 0 END) AS test_failures,
    SUM(CASE WHEN kind = 'code_review' THEN 1 ELSE 0 END) AS review_issues
  FROM metrics.rollup_daily
  GROUP BY organization_id
) AS k ON k.organization_id = l.organization_id
WHERE l.is_active;

-- Every version of every pattern and how long it was the newest.
CREATE VIEW metrics.v_pattern_versions WITH (security_invoker = true) AS
SELECT
  p.id AS pattern_id,
  p.name AS pattern,
  COALESCE(p.category, 'unknown') AS category,
  COALESCE(p.severity, 'unknown') AS severity,
  p.version,
  'Version ' || p.version AS version_label,
  p.created_at AS valid_from,
  COALESCE(
    LEAD(p.created_at) OVER (PARTITION BY p.organization_id, p.name ORDER BY p.version),
    DATE_TRUNC('second', NOW())
  ) AS valid_to,
  p.times_applied,
  p.effectiveness_score,
  p.is_active,
  p.is_archived,
  p.author_id,
  DATE_TRUNC('day', p.created_at AT TIME ZONE 'UTC') AS day
FROM api.patterns AS p;

-- Who changed what. Addresses and browsers are personal and stay in the table; a person is a number.
CREATE VIEW metrics.v_audit WITH (security_invoker = true) AS
SELECT
  a.id,
  a.created_at AS occurred_at,
  DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC') AS day,
  DATE_TRUNC('week', a.created_at AT TIME ZONE 'UTC') AS week,
  a.action,
  a.resource_type,
  a.resource_id,
  COALESCE('Person ' || a.user_id, 'System') AS person,
  CASE
    WHEN a.action LIKE '%login%' OR a.action LIKE '%password%' OR a.action LIKE '%api_key%' OR a.action LIKE '%role%'
      OR a.action LIKE '%sso%' OR a.action LIKE '%permission%' THEN 'Security'
    ELSE 'Change'
  END AS event_class
FROM api.audit_logs AS a;

-- Each day of each person: from the first to the last action.
CREATE VIEW metrics.v_audit_days WITH (security_invoker = true) AS
SELECT
  COALESCE('Person ' || a.user_id, 'System') AS person,
  DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC') AS day,
  DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC') + INTERVAL '1 day' AS day_end,
  MIN(a.created_at) AS started_at,
  MAX(a.created_at) AS ended_at,
  COUNT(*) AS actions
FROM api.audit_logs AS a
GROUP BY a.organization_id, a.user_id, DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC');

-- Accounts, without names.
CREATE VIEW metrics.v_people WITH (security_invoker = true) AS
SELECT
  u.id AS user_id,
  u.role,
  u.created_at AS joined_at,
  DATE_TRUNC('day', u.created_at AT TIME ZONE 'UTC') AS day,
  CASE WHEN u.sso_provider IS NULL THEN 'Password' ELSE 'Single sign-on' END AS login_kind,
  CASE WHEN u.is_active THEN 1 ELSE 0 END AS is_active,
  CASE WHEN u.is_active AND u.last_login >= NOW() - INTERVAL '30 days' THEN 1 WHEN u.is_active THEN 0 END AS active_last_30_days,
  t.teams
FROM api.users AS u
LEFT JOIN (
  SELECT organization_id, user_id, COUNT(*) AS teams
  FROM api.user_teams
  GROUP BY organization_id, user_id
) AS t ON t.organization_id = u.organization_id AND t.user_id = u.id;

-- Teams, their people and what they gained. A figure over fewer than five people is not shown.
CREATE VIEW metrics.v_teams WITH (security_invoker = true) AS
SELECT
  t.id AS team_id,
  t.name AS team,
  m.people,
  CASE WHEN m.people >= 5 THEN g.time_saved_seconds / 3600.0 END AS hours_saved,
  CASE WHEN m.people >= 5 THEN g.gains END AS gains
FROM api.teams AS t
LEFT JOIN (
  SELECT organization_id, team_id, COUNT(DISTINCT user_id) AS people
  FROM api.user_teams
  GROUP BY organization_id, team_id
) AS m ON m.organization_id = t.organization_id AND m.team_id = t.id
LEFT JOIN (
  SELECT organization_id, team_id, SUM(time_saved_seconds) AS time_saved_seconds, COUNT(*) AS gains
  FROM api.metrics
  GROUP BY organization_id, team_id
) AS g ON g.organization_id = t.organization_id AND g.team_id = t.id;

-- Time saved per day and team.
CREATE VIEW metrics.v_gains_daily WITH (security_invoker = true) AS
SELECT
  DATE_TRUNC('day', g.created_at AT TIME ZONE 'UTC') AS day,
  DATE_TRUNC('week', g.created_at AT TIME ZONE 'UTC') AS week,
  COALESCE(t.name, 'no team') AS team,
  g.metric_type,
  COUNT(*) AS gains,
  SUM(g.time_saved_seconds) / 3600.0 AS hours_saved
FROM api.metrics AS g
LEFT JOIN api.teams AS t ON t.organization_id = g.organization_id AND t.id = g.team_id
GROUP BY 1, 2, 3, 4;
