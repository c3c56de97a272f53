-- Key figures.

-- The last word on each, with how old it is.
CREATE VIEW metrics.v_metric_verdicts WITH (security_invoker = true) AS
SELECT
  v.day,
  v.metric_id,
  v.metric_name,
  v.definition_version,
  v.definition,
  v.unit,
  v.value,
  v.n,
  v.sample_unit,
  v.interval_low,
  v.interval_high,
  v.value_text,
  v.interval_text,
  v.target_text,
  v.verdict,
  CASE v.verdict WHEN 'met' THEN '✓ met' WHEN 'missed' THEN '✗ missed' WHEN 'cannot tell yet' THEN '? cannot tell yet' END AS verdict_text,
  v.because,
  v.looked_at,
  v.rows_included,
  v.rows_excluded,
  v.looked_from,
  v.looked_until,
  v.data_until,
  TO_CHAR(v.looked_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS as_of,
  TO_CHAR(v.data_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS data_until_minute
FROM metrics.metric_verdicts v
WHERE v.day = (
  SELECT MAX(l.day) FROM metrics.metric_verdicts l
  WHERE l.organization_id = v.organization_id AND l.metric_id = v.metric_id);

-- Confidence against what was seen later, one row per outcome, with how much of the generations could be joined.
CREATE VIEW metrics.v_later_outcomes WITH (security_invoker = true) AS
SELECT
  CASE v.metric_id
    WHEN 'later-calibration-error' THEN 'Tests at its commit'
    WHEN 'later-review-calibration-error' THEN 'Serious review findings'
    WHEN 'later-revert-calibration-error' THEN 'Reverts'
    ELSE 'Incidents in production' END AS outcome,
  v.metric_id,
  v.value AS calibration_error,
  v.interval_low,
  v.interval_high,
  v.n,
  v.rows_included + v.rows_excluded AS generations,
  CAST(v.rows_included AS double precision) / NULLIF(v.rows_included + v.rows_excluded, 0) AS coverage,
  v.definition,
  v.definition_version,
  v.looked_at,
  v.as_of
FROM metrics.v_metric_verdicts v
WHERE v.metric_id IN ('later-calibration-error', 'later-review-calibration-error', 'later-revert-calibration-error', 'later-incident-calibration-error');
