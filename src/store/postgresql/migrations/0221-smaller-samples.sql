-- Views that read less, once more (docs/decisions/0904). Nothing is named differently.

-- The generations that pictures of a distribution are drawn from: all of them while there are at most 5,000, then every
-- 4th, 16th, 64th, 256th, 1024th stored: between 1,250 and 5,000 up to five million, which is what a picture needs.
CREATE INDEX idx_code_gen_sample_4 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 4 = 0;
CREATE INDEX idx_code_gen_sample_64 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 64 = 0;
CREATE INDEX idx_code_gen_sample_1024 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 1024 = 0;
DROP VIEW metrics.v_generation_sample;
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
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') <= 5000
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
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 5001 AND 20000 AND id % 4 = 0
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
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 20001 AND 80000 AND id % 16 = 0
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
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 80001 AND 320000 AND id % 64 = 0
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
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') BETWEEN 320001 AND 1280000 AND id % 256 = 0
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
WHERE (SELECT COALESCE(SUM(events), 0) FROM metrics.rollup_daily WHERE kind = 'code_generation') >= 1280001 AND id % 1024 = 0;
