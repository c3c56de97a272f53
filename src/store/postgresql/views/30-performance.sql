-- Measurements of performance.

-- Performance measurements per day and function.
CREATE VIEW metrics.v_performance_daily WITH (security_invoker = true) AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  detail AS metric_type,
  value AS function_name,
  events AS measurements,
  known_1 AS execution_known,
  sum_1 AS execution_ms,
  known_2 AS memory_known,
  sum_2 / 1048576.0 AS memory_mb,
  known_3 AS file_size_known,
  sum_3 / 1024.0 AS file_size_kb
FROM metrics.rollup_properties
WHERE property = 'function';

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
