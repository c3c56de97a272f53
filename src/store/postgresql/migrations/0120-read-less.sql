-- Views that read less (docs/decisions/0901). Nothing is named differently and no row is another one.

-- The generations that pictures of a distribution are drawn from: all of them while there are at most 20,000, then every
-- 16th, from 320,000 on every 256th, in the order in which they were stored. A chart that lists values has a row limit;
-- cut there, the oldest or those of the smallest ids would be shown as if they were all.
CREATE INDEX idx_code_gen_sample_16 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 16 = 0;
CREATE INDEX idx_code_gen_sample_256 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 256 = 0;

-- How many there are is asked once, so that only one of the three parts is read.
CREATE VIEW metrics.v_generation_sample WITH (security_invoker = true) AS
SELECT
  event_id,
  timestamp AS occurred_at,
  local_day AS day,
  local_week AS week,
  repository,
  source_environment AS environment,
  confidence,
  CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END AS outcome
FROM metrics.metrics_code_generation
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') <= 20000
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
FROM metrics.metrics_code_generation
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 20001 AND 320000 AND id % 16 = 0
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
FROM metrics.metrics_code_generation
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') > 320000 AND id % 256 = 0;

-- As before, but it reads only the kinds it counts, and whether a kind was ever recorded is asked, not counted.
DROP VIEW metrics.v_pattern_report;
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
