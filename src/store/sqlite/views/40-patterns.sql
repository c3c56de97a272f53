-- The library of patterns: how they are used, and what still goes wrong.

-- Patterns that generations applied, per day: a generation that applied three patterns counts for each of them.
CREATE VIEW v_pattern_applications_daily AS
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
FROM rollup_daily
WHERE organization_id = 1 AND kind = 'pattern_application';

-- Each pattern, day by day: what went wrong and what was generated with it. spec/3 has this as a materialized view; over
-- the roll-up it needs no refresh.
CREATE VIEW daily_pattern_stats AS
SELECT
  local_day AS day,
  pattern,
  SUM(CASE WHEN kind = 'bug' THEN occurrences END) AS bug_count,
  SUM(CASE WHEN kind = 'test_failure' THEN occurrences END) AS test_failure_count,
  SUM(CASE WHEN kind = 'code_review' THEN occurrences END) AS review_issue_count,
  SUM(CASE WHEN kind = 'pattern_application' THEN events END) AS application_count,
  SUM(CASE WHEN kind = 'pattern_application' THEN successes END) AS success_count,
  SUM(CASE WHEN kind = 'pattern_application' THEN failures END) AS failure_count,
  CAST(SUM(CASE WHEN kind = 'pattern_application' THEN successes END) AS REAL)
    / NULLIF(SUM(CASE WHEN kind = 'pattern_application' THEN successes + failures END), 0) AS success_rate
FROM rollup_daily
WHERE organization_id = 1 AND kind IN ('bug', 'test_failure', 'code_review', 'pattern_application') AND pattern <> ''
GROUP BY local_day, pattern;

-- The library: one row per pattern, which is its newest version.
CREATE VIEW v_pattern_library AS
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
    WHEN h.last_applied >= DATETIME('now', '-7 days') THEN 'Active'
    WHEN h.last_applied >= DATETIME('now', '-30 days') THEN 'Recent'
    ELSE 'Inactive'
  END AS status
FROM patterns AS p
JOIN (
  SELECT
    organization_id,
    name,
    MAX(version) AS version,
    MIN(created_at) AS first_created,
    MAX(last_applied) AS last_applied,
    SUM(times_applied) AS times_applied
  FROM patterns
  GROUP BY organization_id, name
) AS h ON h.organization_id = p.organization_id AND h.name = p.name AND h.version = p.version;

-- Time saved per pattern in use. Gains and outcomes are summed by themselves before they meet: joined first, each gain would
-- count once per outcome.
CREATE VIEW v_pattern_roi AS
SELECT
  l.pattern,
  l.category,
  l.severity,
  l.times_applied,
  o.successes,
  o.failures,
  CAST(o.successes AS REAL) / NULLIF(o.successes + o.failures, 0) AS effectiveness,
  g.time_saved_seconds / 3600.0 AS hours_saved,
  g.users_benefited
FROM v_pattern_library AS l
LEFT JOIN (
  SELECT
    p.organization_id,
    p.name,
    SUM(g.time_saved_seconds) AS time_saved_seconds,
    COUNT(DISTINCT g.user_id) AS users_benefited
  FROM metrics AS g
  JOIN patterns AS p ON p.organization_id = g.organization_id AND p.id = g.pattern_id
  GROUP BY p.organization_id, p.name
) AS g ON g.organization_id = l.organization_id AND g.name = l.pattern
LEFT JOIN (
  SELECT organization_id, pattern, SUM(successes) AS successes, SUM(failures) AS failures
  FROM rollup_daily
  WHERE organization_id = 1 AND kind = 'pattern_application'
  GROUP BY organization_id, pattern
) AS o ON o.organization_id = l.organization_id AND o.pattern = l.pattern
WHERE l.is_active;

-- The report on every pattern in use: what it is, how it is used, what still goes wrong. Each count is taken by itself;
-- none is 0 where that kind of event was recorded, and null where it never was (asked, not counted).
CREATE VIEW v_pattern_report AS
SELECT
  l.pattern,
  l.category,
  l.severity,
  l.version,
  l.status,
  l.times_applied AS total_applications,
  CAST(r.successes AS REAL) / NULLIF(r.successes + r.failures, 0) AS success_rate,
  r.successes + r.failures AS known_outcomes,
  CASE WHEN EXISTS (SELECT 1 FROM rollup_daily WHERE organization_id = 1 AND kind = 'bug') THEN COALESCE(r.related_bugs, 0) END AS related_bugs,
  CASE WHEN EXISTS (SELECT 1 FROM rollup_daily WHERE organization_id = 1 AND kind = 'test_failure') THEN COALESCE(r.related_test_failures, 0) END AS related_test_failures,
  CASE WHEN EXISTS (SELECT 1 FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_review') THEN COALESCE(r.related_review_issues, 0) END AS related_review_issues,
  l.created_at,
  l.last_applied,
  CAST(JULIANDAY('now') - JULIANDAY(l.created_at) AS INTEGER) AS days_active
FROM v_pattern_library AS l
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
    FROM rollup_daily
    WHERE organization_id = 1 AND kind IN ('bug', 'test_failure', 'code_review', 'pattern_application') AND pattern <> ''
    GROUP BY kind, pattern
  )
  GROUP BY pattern
) AS r ON r.pattern = l.pattern
WHERE l.is_active;

-- Every version of every pattern and how long it was the newest.
CREATE VIEW v_pattern_versions AS
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
    STRFTIME('%Y-%m-%d %H:%M:%S.000000', 'now')
  ) AS valid_to,
  p.times_applied,
  p.effectiveness_score,
  p.is_active,
  p.is_archived,
  p.author_id,
  SUBSTR(p.created_at, 1, 10) || ' 00:00:00.000000' AS day
FROM patterns AS p;

-- Patterns that were applied together: one row per generation and pair, both ways round; a pattern beside itself stands for
-- all its generations. From the same even sample past 5,000 generations as v_generation_sample: its index says which they are (s),
-- only the patterns are read from the table (g). +: success as it reads, not as a reason to read its own index.
CREATE VIEW v_pattern_pairs AS
SELECT
  g.timestamp AS occurred_at,
  g.local_day AS day,
  g.repository,
  g.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN g.success THEN 1 ELSE 0 END AS succeeded
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS a
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS b
WHERE g.success IS NOT NULL AND t.generations <= 5000
UNION ALL
SELECT
  s.timestamp AS occurred_at,
  s.local_day AS day,
  s.repository,
  s.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN s.success THEN 1 ELSE 0 END AS succeeded
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS s
CROSS JOIN metrics_code_generation AS g ON g.id = s.id
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS a
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS b
WHERE +s.success IS NOT NULL AND t.generations BETWEEN 5001 AND 20000 AND s.id % 4 = 0
UNION ALL
SELECT
  s.timestamp AS occurred_at,
  s.local_day AS day,
  s.repository,
  s.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN s.success THEN 1 ELSE 0 END AS succeeded
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS s
CROSS JOIN metrics_code_generation AS g ON g.id = s.id
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS a
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS b
WHERE +s.success IS NOT NULL AND t.generations BETWEEN 20001 AND 80000 AND s.id % 16 = 0
UNION ALL
SELECT
  s.timestamp AS occurred_at,
  s.local_day AS day,
  s.repository,
  s.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN s.success THEN 1 ELSE 0 END AS succeeded
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS s
CROSS JOIN metrics_code_generation AS g ON g.id = s.id
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS a
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS b
WHERE +s.success IS NOT NULL AND t.generations BETWEEN 80001 AND 320000 AND s.id % 64 = 0
UNION ALL
SELECT
  s.timestamp AS occurred_at,
  s.local_day AS day,
  s.repository,
  s.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN s.success THEN 1 ELSE 0 END AS succeeded
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS s
CROSS JOIN metrics_code_generation AS g ON g.id = s.id
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS a
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS b
WHERE +s.success IS NOT NULL AND t.generations BETWEEN 320001 AND 1280000 AND s.id % 256 = 0
UNION ALL
SELECT
  s.timestamp AS occurred_at,
  s.local_day AS day,
  s.repository,
  s.source_environment AS environment,
  a.value AS pattern,
  b.value AS other_pattern,
  CASE WHEN s.success THEN 1 ELSE 0 END AS succeeded
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS s
CROSS JOIN metrics_code_generation AS g ON g.id = s.id
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS a
JOIN json_each((SELECT JSON_GROUP_ARRAY(DISTINCT value) FROM json_each(g.patterns_applied))) AS b
WHERE +s.success IS NOT NULL AND t.generations > 1280000 AND s.id % 1024 = 0;
