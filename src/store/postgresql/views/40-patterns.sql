-- The library of patterns: how they are used, and what still goes wrong.

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
-- none is 0 where that kind of event was recorded, and null where it never was (asked, not counted).
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
  CASE WHEN EXISTS (SELECT 1 FROM metrics.rollup_daily WHERE kind = 'bug') THEN COALESCE(r.related_bugs, 0) END AS related_bugs,
  CASE WHEN EXISTS (SELECT 1 FROM metrics.rollup_daily WHERE kind = 'test_failure') THEN COALESCE(r.related_test_failures, 0) END AS related_test_failures,
  CASE WHEN EXISTS (SELECT 1 FROM metrics.rollup_daily WHERE kind = 'code_review') THEN COALESCE(r.related_review_issues, 0) END AS related_review_issues,
  l.created_at,
  l.last_applied,
  CAST(FLOOR(EXTRACT(EPOCH FROM NOW() - l.created_at) / 86400) AS integer) AS days_active
FROM metrics.v_pattern_library AS l
LEFT JOIN (
  SELECT
    pattern,
    SUM(CASE WHEN kind = 'bug' THEN occurrences END) AS related_bugs,
    SUM(CASE WHEN kind = 'test_failure' THEN occurrences END) AS related_test_failures,
    SUM(CASE WHEN kind = 'code_review' THEN occurrences END) AS related_review_issues,
    SUM(CASE WHEN kind = 'pattern_application' THEN successes END) AS successes,
    SUM(CASE WHEN kind = 'pattern_application' THEN failures END) AS failures
  FROM (
    SELECT kind, pattern, SUM(occurrences) AS occurrences, SUM(successes) AS successes, SUM(failures) AS failures
    FROM metrics.rollup_daily
    WHERE kind IN ('bug', 'test_failure', 'code_review', 'pattern_application') AND pattern <> ''
    GROUP BY kind, pattern
  ) AS by_kind
  GROUP BY pattern
) AS r ON r.pattern = l.pattern
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

-- Patterns that were applied together: one row per generation and pair, both ways round; a pattern beside itself stands for
-- all its generations. From the same even sample past 5,000 generations as v_generation_sample.
CREATE VIEW metrics.v_pattern_pairs WITH (security_invoker = true) AS
SELECT
  g.timestamp AS occurred_at,
  g.local_day AS day,
  g.repository,
  g.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN g.success THEN 1 ELSE 0 END AS succeeded
FROM (
  SELECT timestamp, local_day, repository, source_environment, success, patterns_applied FROM metrics.metrics_code_generation
  WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') <= 5000
  UNION ALL
  SELECT timestamp, local_day, repository, source_environment, success, patterns_applied FROM metrics.metrics_code_generation
  WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 5001 AND 20000 AND id % 4 = 0
  UNION ALL
  SELECT timestamp, local_day, repository, source_environment, success, patterns_applied FROM metrics.metrics_code_generation
  WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 20001 AND 80000 AND id % 16 = 0
  UNION ALL
  SELECT timestamp, local_day, repository, source_environment, success, patterns_applied FROM metrics.metrics_code_generation
  WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 80001 AND 320000 AND id % 64 = 0
  UNION ALL
  SELECT timestamp, local_day, repository, source_environment, success, patterns_applied FROM metrics.metrics_code_generation
  WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 320001 AND 1280000 AND id % 256 = 0
  UNION ALL
  SELECT timestamp, local_day, repository, source_environment, success, patterns_applied FROM metrics.metrics_code_generation
  WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') > 1280000 AND id % 1024 = 0
) AS g
CROSS JOIN LATERAL (
  SELECT DISTINCT element AS value FROM jsonb_array_elements_text(
    CASE WHEN jsonb_typeof(g.patterns_applied) = 'array' THEN g.patterns_applied ELSE '[]' END) AS each (element)) AS a
CROSS JOIN LATERAL (
  SELECT DISTINCT element AS value FROM jsonb_array_elements_text(
    CASE WHEN jsonb_typeof(g.patterns_applied) = 'array' THEN g.patterns_applied ELSE '[]' END) AS each (element)) AS b
WHERE g.success IS NOT NULL;
