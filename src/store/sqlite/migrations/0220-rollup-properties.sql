-- formerly: 72e5388c73b91d6875bddab4bee91b6bf9e7ea3146e1e094b4297ac375c72bc3
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
