-- formerly: cfc8e80fc997b52fe7142deb485e3dd0581f5c9388a1d3d8b0d48ddc35427c79
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
