-- Key figures.

-- The last word on each, with how old it is.
CREATE VIEW v_metric_verdicts AS
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
  SUBSTR(v.looked_until, 1, 16) AS as_of,
  SUBSTR(v.data_until, 1, 16) AS data_until_minute
FROM metric_verdicts v
WHERE v.organization_id = 1 AND v.day = (
  SELECT MAX(l.day) FROM metric_verdicts l WHERE l.organization_id = 1 AND l.metric_id = v.metric_id);

-- Confidence against what was seen later, one row per outcome, with how much of the generations could be joined.
CREATE VIEW v_later_outcomes AS
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
  CAST(v.rows_included AS FLOAT) / NULLIF(v.rows_included + v.rows_excluded, 0) AS coverage,
  v.definition,
  v.definition_version,
  v.looked_at,
  v.as_of
FROM v_metric_verdicts v
WHERE v.metric_id IN ('later-calibration-error', 'later-review-calibration-error', 'later-revert-calibration-error', 'later-incident-calibration-error');
