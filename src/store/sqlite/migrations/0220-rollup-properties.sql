-- Events by one of their properties, added up per day (docs/decisions/0904): by patterns applied, confidence, compiler message,
-- function, file, test. Advanced in the transaction that stores the events, as rollup_daily is.
CREATE TABLE rollup_properties (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  property VARCHAR(30) NOT NULL, -- patterns_applied, confidence, error_type, function, file or test
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar
  local_week TIMESTAMP NOT NULL CHECK (local_week GLOB '????-??-?? 00:00:00.000000'), -- Monday of its week
  repository VARCHAR(255) NOT NULL, -- Repository
  environment VARCHAR(50) NOT NULL, -- Environment
  pattern VARCHAR(255) NOT NULL, -- Pattern; '' where the events have none
  outcome VARCHAR(20) NOT NULL, -- Succeeded, Failed or Not known; '' where the events have none
  value VARCHAR(255) NOT NULL, -- Value of the property, cut after 255 characters
  detail VARCHAR(100) NOT NULL, -- Kind of measurement of a function; '' elsewhere
  events INTEGER NOT NULL, -- Events
  occurrences BIGINT NOT NULL, -- Sum of their counts; of patterns_applied: events with a compiler message
  known_1 INTEGER NOT NULL, -- Events with the first number: patterns applied, confidence, ms
  sum_1 FLOAT NOT NULL, -- Its sum
  known_2 INTEGER NOT NULL, -- Events with the second: code length, patterns applied, bytes of memory
  sum_2 FLOAT NOT NULL, -- Its sum
  known_3 INTEGER NOT NULL, -- Events with the third: bytes of a file
  sum_3 FLOAT NOT NULL, -- Its sum
  last_at DATETIME NOT NULL CHECK (last_at GLOB '????-??-?? ??:??:??.??????'), -- When the latest of them happened
  PRIMARY KEY (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail)
) WITHOUT ROWID;

-- What is stored already.
INSERT INTO rollup_properties (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail, local_week, events, occurrences, known_1, sum_1, known_2, sum_2, known_3, sum_3, last_at)
SELECT 1, 'patterns_applied', local_day, repository, source_environment, '', CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END, CASE WHEN patterns_count IS NULL THEN 'unknown' WHEN patterns_count > 7 THEN '8 or more' ELSE CAST(patterns_count AS TEXT) END, '', MIN(local_week), COUNT(*), SUM(CASE WHEN compilation_error IS NULL THEN 0 ELSE 1 END), COUNT(patterns_count), COALESCE(SUM(patterns_count), 0), COUNT(code_length), COALESCE(SUM(code_length), 0), 0, 0, MAX(timestamp)
FROM metrics_code_generation WHERE 1 = 1
GROUP BY 3, 4, 5, 7, 8
ORDER BY 3, 4, 5, 7, 8;
INSERT INTO rollup_properties (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail, local_week, events, occurrences, known_1, sum_1, known_2, sum_2, known_3, sum_3, last_at)
SELECT 1, 'confidence', local_day, repository, source_environment, '', CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END, CASE WHEN confidence * 10 >= 9 THEN '0.9' WHEN confidence * 10 >= 8 THEN '0.8' WHEN confidence * 10 >= 7 THEN '0.7' WHEN confidence * 10 >= 6 THEN '0.6' WHEN confidence * 10 >= 5 THEN '0.5' WHEN confidence * 10 >= 4 THEN '0.4' WHEN confidence * 10 >= 3 THEN '0.3' WHEN confidence * 10 >= 2 THEN '0.2' WHEN confidence * 10 >= 1 THEN '0.1' ELSE '0.0' END, '', MIN(local_week), COUNT(*), COUNT(*), COUNT(confidence), COALESCE(SUM(confidence), 0), 0, 0, 0, 0, MAX(timestamp)
FROM metrics_code_generation WHERE confidence IS NOT NULL
GROUP BY 3, 4, 5, 7, 8
ORDER BY 3, 4, 5, 7, 8;
INSERT INTO rollup_properties (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail, local_week, events, occurrences, known_1, sum_1, known_2, sum_2, known_3, sum_3, last_at)
SELECT 1, 'error_type', local_day, repository, source_environment, '', CASE WHEN success THEN 'Succeeded' WHEN NOT success THEN 'Failed' ELSE 'Not known' END, RTRIM(SUBSTR(REPLACE(SUBSTR(compilation_error, 1, 60), ':', '                                                            '), 1, 60)), '', MIN(local_week), COUNT(*), COUNT(*), COUNT(confidence), COALESCE(SUM(confidence), 0), COUNT(patterns_count), COALESCE(SUM(patterns_count), 0), 0, 0, MAX(timestamp)
FROM metrics_code_generation WHERE compilation_error IS NOT NULL
GROUP BY 3, 4, 5, 7, 8
ORDER BY 3, 4, 5, 7, 8;
INSERT INTO rollup_properties (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail, local_week, events, occurrences, known_1, sum_1, known_2, sum_2, known_3, sum_3, last_at)
SELECT 1, 'function', local_day, repository, source_environment, '', '', COALESCE(SUBSTR(function_name, 1, 255), 'unknown'), metric_type, MIN(local_week), COUNT(*), COUNT(*), COUNT(execution_time_ms), COALESCE(SUM(execution_time_ms), 0), COUNT(memory_usage_bytes), COALESCE(SUM(memory_usage_bytes), 0), COUNT(file_size_bytes), COALESCE(SUM(file_size_bytes), 0), MAX(timestamp)
FROM metrics_performance WHERE 1 = 1
GROUP BY 3, 4, 5, 8, 9
ORDER BY 3, 4, 5, 8, 9;
INSERT INTO rollup_properties (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail, local_week, events, occurrences, known_1, sum_1, known_2, sum_2, known_3, sum_3, last_at)
SELECT 1, 'file', local_day, repository, source_environment, COALESCE(pattern, ''), '', COALESCE(SUBSTR(file_path, 1, 255), 'unknown'), '', MIN(local_week), COUNT(*), SUM(count), 0, 0, 0, 0, 0, 0, MAX(timestamp)
FROM metrics_bugs WHERE 1 = 1
GROUP BY 3, 4, 5, 6, 8
ORDER BY 3, 4, 5, 6, 8;
INSERT INTO rollup_properties (organization_id, property, local_day, repository, environment, pattern, outcome, value, detail, local_week, events, occurrences, known_1, sum_1, known_2, sum_2, known_3, sum_3, last_at)
SELECT 1, 'test', local_day, repository, source_environment, COALESCE(pattern_violated, ''), '', COALESCE(SUBSTR(test_name, 1, 255), 'unknown'), '', MIN(local_week), COUNT(*), SUM(count), 0, 0, 0, 0, 0, 0, MAX(timestamp)
FROM metrics_test_failures WHERE 1 = 1
GROUP BY 3, 4, 5, 6, 8
ORDER BY 3, 4, 5, 6, 8;

-- AI code generations per day, by the number of patterns they applied and by outcome.
CREATE VIEW v_generations_by_patterns AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  outcome,
  value AS patterns_applied_count,
  events AS generations,
  CASE outcome WHEN 'Succeeded' THEN events ELSE 0 END AS successes,
  CASE outcome WHEN 'Failed' THEN events ELSE 0 END AS failures,
  occurrences AS compilation_errors,
  known_1 AS patterns_known,
  sum_1 AS patterns_sum,
  CASE WHEN known_2 > 0 THEN sum_2 END AS code_written
FROM rollup_properties
WHERE organization_id = 1 AND property = 'patterns_applied';

-- Those that stated a confidence, by the tenth it lies in and by outcome.
CREATE VIEW v_generations_by_confidence AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  outcome,
  CAST(value AS REAL) AS confidence_from,
  events AS generations,
  CASE outcome WHEN 'Succeeded' THEN events ELSE 0 END AS successes,
  CASE outcome WHEN 'Failed' THEN events ELSE 0 END AS failures,
  known_1 AS confidence_known,
  sum_1 AS confidence_sum
FROM rollup_properties
WHERE organization_id = 1 AND property = 'confidence';

-- Those that did not compile, by the compiler's message up to its first colon.
CREATE VIEW v_compilation_errors_daily AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  outcome,
  value AS error_type,
  events AS compilation_errors,
  known_1 AS confidence_known,
  sum_1 AS confidence_sum,
  known_2 AS patterns_known,
  sum_2 AS patterns_sum,
  last_at
FROM rollup_properties
WHERE organization_id = 1 AND property = 'error_type';

-- Performance measurements per day and function.
CREATE VIEW v_performance_daily AS
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
FROM rollup_properties
WHERE organization_id = 1 AND property = 'function';

-- Bugs per day and file.
CREATE VIEW v_bug_files_daily AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  pattern,
  value AS file_path,
  occurrences,
  last_at
FROM rollup_properties
WHERE organization_id = 1 AND property = 'file';

-- Test failures per day and test.
CREATE VIEW v_failed_tests_daily AS
SELECT
  local_day AS day,
  local_week AS week,
  repository,
  environment,
  COALESCE(NULLIF(pattern, ''), 'unknown') AS pattern,
  value AS test_name,
  occurrences,
  last_at
FROM rollup_properties
WHERE organization_id = 1 AND property = 'test';
