-- The schema of Superset's sample data. feedback-loop keeps the list of applied files in public.schema_migrations.
CREATE SCHEMA IF NOT EXISTS examples;
