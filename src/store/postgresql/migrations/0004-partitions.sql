-- Partitions by month lie in a schema of their own: nobody reads them directly, and no list of tables shows them.
CREATE SCHEMA metrics_internal;

-- What is too early or too late for a month of its own. An event is never refused for its time.
CREATE TABLE metrics_internal.metrics_bugs_default PARTITION OF metrics.metrics_bugs DEFAULT;
CREATE TABLE metrics_internal.metrics_test_failures_default PARTITION OF metrics.metrics_test_failures DEFAULT;
CREATE TABLE metrics_internal.metrics_code_reviews_default PARTITION OF metrics.metrics_code_reviews DEFAULT;
CREATE TABLE metrics_internal.metrics_performance_default PARTITION OF metrics.metrics_performance DEFAULT;
CREATE TABLE metrics_internal.metrics_deployment_default PARTITION OF metrics.metrics_deployment DEFAULT;
CREATE TABLE metrics_internal.metrics_code_generation_default PARTITION OF metrics.metrics_code_generation DEFAULT;
CREATE TABLE metrics_internal.metrics_llm_calls_default PARTITION OF metrics.metrics_llm_calls DEFAULT;
CREATE TABLE metrics_internal.pr_events_default PARTITION OF metrics.pr_events DEFAULT;
CREATE TABLE metrics_internal.deployment_events_default PARTITION OF metrics.deployment_events DEFAULT;
CREATE TABLE metrics_internal.test_runs_default PARTITION OF metrics.test_runs DEFAULT;
CREATE TABLE metrics_internal.rule_compliance_events_default PARTITION OF metrics.rule_compliance_events DEFAULT;

-- Makes the partitions of the given months (any day of them) where they are missing; answers how many it made. Months
-- before 2000 and more than a year ahead stay in the default partition. Rows of a month that came before its partition
-- move into it.
CREATE FUNCTION metrics.ensure_partitions(table_name text, months date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  time_column name;
  month date;
  part text;
  made integer := 0;
BEGIN
  SELECT a.attname INTO time_column
    FROM pg_partitioned_table p
    JOIN pg_class c ON c.oid = p.partrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'metrics'
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
   WHERE c.relname = table_name;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'metrics.% is no partitioned table', table_name;
  END IF;
  FOR month IN
    SELECT DISTINCT date_trunc('month', each)::date
      FROM unnest(months) AS each
     WHERE each >= DATE '2000-01-01' AND each < now() + INTERVAL '1 year'
     ORDER BY 1
  LOOP
    part := format('%s_y%s', table_name, to_char(month, 'YYYY"m"MM'));
    CONTINUE WHEN to_regclass(format('metrics_internal.%I', part)) IS NOT NULL;
    -- One at a time; and look again, for another session may have been faster.
    PERFORM pg_advisory_xact_lock(hashtext('feedback-loop partitions'));
    CONTINUE WHEN EXISTS (
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'metrics_internal' AND c.relname = part);
    EXECUTE format('CREATE TABLE metrics_internal.%I (LIKE metrics.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, table_name);
    EXECUTE format('ALTER TABLE metrics_internal.%I NO FORCE ROW LEVEL SECURITY', table_name || '_default');
    EXECUTE format(
      'WITH moved AS (DELETE FROM metrics_internal.%I WHERE %I >= %L::timestamptz AND %I < %L::timestamptz RETURNING *)
       INSERT INTO metrics_internal.%I SELECT * FROM moved',
      table_name || '_default', time_column, month || ' 00:00:00+00', time_column,
      (month + INTERVAL '1 month')::date || ' 00:00:00+00', part);
    EXECUTE format('ALTER TABLE metrics_internal.%I FORCE ROW LEVEL SECURITY', table_name || '_default');
    EXECUTE format('ALTER TABLE metrics.%I ATTACH PARTITION metrics_internal.%I FOR VALUES FROM (%L) TO (%L)',
      table_name, part, month || ' 00:00:00+00', (month + INTERVAL '1 month')::date || ' 00:00:00+00');
    PERFORM metrics_internal.isolate(format('metrics_internal.%I', part)::regclass);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION metrics.ensure_partitions(text, date[]) FROM PUBLIC;
