-- formerly: 0348ba51b7a7b5a64508babb4e7711b3a03c15e0586cf1990a9bb9795f382697
-- What was said about each key performance indicator, day by day (docs/decisions/0804): charts of Superset and the viewer
-- show the same verdict, and an auditor finds what was said when, by which version of the definition.
CREATE TABLE metric_verdicts (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  day TIMESTAMP NOT NULL CHECK (day GLOB '????-??-?? 00:00:00.000000'), -- Day in the organization's calendar it was computed on
  metric_id VARCHAR(60) NOT NULL,
  definition_version INTEGER NOT NULL CHECK (definition_version >= 1),
  metric_name VARCHAR(200) NOT NULL,
  definition TEXT NOT NULL,
  unit VARCHAR(50) NOT NULL,
  value FLOAT, -- null without data
  n BIGINT NOT NULL CHECK (n >= 0),
  sample_unit VARCHAR(100) NOT NULL,
  interval_low FLOAT, -- 95 %; null where none can be given
  interval_high FLOAT,
  value_text VARCHAR(100) NOT NULL,
  interval_text VARCHAR(100) NOT NULL,
  target_text VARCHAR(100),
  verdict VARCHAR(20) CHECK (verdict IN ('met', 'missed', 'cannot tell yet')),
  because VARCHAR(300) NOT NULL,
  looked_at VARCHAR(200) NOT NULL,
  rows_included BIGINT NOT NULL CHECK (rows_included >= 0),
  rows_excluded BIGINT NOT NULL CHECK (rows_excluded >= 0),
  looked_from DATETIME NOT NULL CHECK (looked_from GLOB '????-??-?? ??:??:??.??????'),
  looked_until DATETIME NOT NULL CHECK (looked_until GLOB '????-??-?? ??:??:??.??????'),
  data_until DATETIME CHECK (data_until GLOB '????-??-?? ??:??:??.??????'),
  UNIQUE (organization_id, metric_id, day)
);
