-- Views that read less, once more (docs/decisions/0904). Nothing is named differently.

-- The generations that pictures of a distribution are drawn from: all of them while there are at most 5,000, then every
-- 4th, 16th, 64th, 256th, 1024th stored: between 1,250 and 5,000 up to five million, which is what a picture needs.
CREATE INDEX idx_code_gen_sample_4 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 4 = 0;
CREATE INDEX idx_code_gen_sample_64 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 64 = 0;
CREATE INDEX idx_code_gen_sample_1024 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 1024 = 0;
DROP VIEW v_generation_sample;
CREATE VIEW v_generation_sample AS
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
WHERE t.generations <= 5000
UNION ALL
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
WHERE t.generations BETWEEN 5001 AND 20000 AND g.id % 4 = 0
UNION ALL
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
WHERE t.generations BETWEEN 20001 AND 80000 AND g.id % 16 = 0
UNION ALL
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
WHERE t.generations BETWEEN 80001 AND 320000 AND g.id % 64 = 0
UNION ALL
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
WHERE t.generations BETWEEN 320001 AND 1280000 AND g.id % 256 = 0
UNION ALL
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM (SELECT COALESCE(SUM(events), 0) AS generations FROM rollup_daily WHERE organization_id = 1 AND kind = 'code_generation') AS t
CROSS JOIN metrics_code_generation AS g
WHERE t.generations >= 1280001 AND g.id % 1024 = 0;

-- OR where IN stood: with IN, SQLite reads all four kinds even where a chart asks for one.
DROP VIEW v_issues_daily;
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

-- By the key of the roll-up.
DROP VIEW v_pattern_roi;
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
