-- What a metric says of each of its groups, as it was computed last: what changes with every event is not asked for anew by
-- each reader of a chart (docs/decisions/0806). The groups that say most come first.
CREATE TABLE metric_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  metric_id VARCHAR(60) NOT NULL, -- Metric, see docs/metrics.md
  dimension VARCHAR(20) NOT NULL, -- What the groups are
  group_name VARCHAR(500) NOT NULL, -- The group
  definition_version INTEGER NOT NULL CHECK (definition_version >= 1), -- Version of the metric's definition
  place INTEGER NOT NULL CHECK (place >= 1), -- 1 for the group that says most
  value FLOAT NOT NULL, -- Value
  n BIGINT NOT NULL CHECK (n >= 0), -- What it rests on, in units of the metric's sample
  interval_low FLOAT, -- Lower end of the 95 % interval; null where none can be given
  interval_high FLOAT, -- Upper end of the 95 % interval; null where none can be given
  looked_from DATETIME NOT NULL CHECK (looked_from GLOB '????-??-?? ??:??:??.??????'), -- From when on events were looked at
  looked_until DATETIME NOT NULL CHECK (looked_until GLOB '????-??-?? ??:??:??.??????'), -- Until when
  UNIQUE (organization_id, metric_id, dimension, group_name)
);

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

-- The last word on each key figure, with how old it is.
DROP VIEW v_metric_verdicts;
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

-- Patterns that were applied together: one row per generation and pair, both ways round; a pattern beside itself stands for
-- all its generations. From the same even sample past 5,000 generations as v_generation_sample.
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
JOIN json_each(g.patterns_applied) AS a
JOIN json_each(g.patterns_applied) AS b
WHERE g.success IS NOT NULL AND t.generations <= 5000
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = a.value AND q.key < a.key)
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = b.value AND q.key < b.key)
UNION ALL
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
JOIN json_each(g.patterns_applied) AS a
JOIN json_each(g.patterns_applied) AS b
WHERE g.success IS NOT NULL AND t.generations BETWEEN 5001 AND 20000 AND g.id % 4 = 0
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = a.value AND q.key < a.key)
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = b.value AND q.key < b.key)
UNION ALL
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
JOIN json_each(g.patterns_applied) AS a
JOIN json_each(g.patterns_applied) AS b
WHERE g.success IS NOT NULL AND t.generations BETWEEN 20001 AND 80000 AND g.id % 16 = 0
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = a.value AND q.key < a.key)
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = b.value AND q.key < b.key)
UNION ALL
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
JOIN json_each(g.patterns_applied) AS a
JOIN json_each(g.patterns_applied) AS b
WHERE g.success IS NOT NULL AND t.generations BETWEEN 80001 AND 320000 AND g.id % 64 = 0
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = a.value AND q.key < a.key)
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = b.value AND q.key < b.key)
UNION ALL
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
JOIN json_each(g.patterns_applied) AS a
JOIN json_each(g.patterns_applied) AS b
WHERE g.success IS NOT NULL AND t.generations BETWEEN 320001 AND 1280000 AND g.id % 256 = 0
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = a.value AND q.key < a.key)
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = b.value AND q.key < b.key)
UNION ALL
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
JOIN json_each(g.patterns_applied) AS a
JOIN json_each(g.patterns_applied) AS b
WHERE g.success IS NOT NULL AND t.generations > 1280000 AND g.id % 1024 = 0
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = a.value AND q.key < a.key)
  AND NOT EXISTS (SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = b.value AND q.key < b.key);
