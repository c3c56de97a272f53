-- Which days have changed since the summary tables were brought up to date (docs/decisions/0805). Whoever writes a
-- roll-up leaves a mark in the same transaction, whatever way it went: ingest, a recount, a rebuild.
CREATE TABLE summary_marks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  kind VARCHAR(30) NOT NULL, -- Kind of event, as in rollup_daily
  local_day TIMESTAMP NOT NULL CHECK (local_day GLOB '????-??-?? 00:00:00.000000') -- Day whose roll-up changed
);
CREATE INDEX idx_summary_marks ON summary_marks (organization_id, kind, local_day);

-- The span the summaries were last made for: where it grows, what is over and what is a true zero changes.
CREATE TABLE summary_state (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  first_day TIMESTAMP CHECK (first_day GLOB '????-??-?? 00:00:00.000000'), -- First day with any event; null before the first
  last_day TIMESTAMP CHECK (last_day GLOB '????-??-?? 00:00:00.000000'), -- Last day with any event
  today TIMESTAMP NOT NULL CHECK (today GLOB '????-??-?? 00:00:00.000000'), -- Day on which they were made
  rules INTEGER NOT NULL CHECK (rules >= 0), -- Version of the rules they were made by; 0: not made yet
  UNIQUE (organization_id)
);

CREATE TRIGGER mark_summary_inserted AFTER INSERT ON rollup_daily BEGIN
  INSERT INTO summary_marks (organization_id, kind, local_day)
  SELECT NEW.organization_id, NEW.kind, NEW.local_day WHERE NOT EXISTS (
    SELECT 1 FROM summary_marks m
    WHERE m.organization_id = NEW.organization_id AND m.kind = NEW.kind AND m.local_day = NEW.local_day);
END;

CREATE TRIGGER mark_summary_updated AFTER UPDATE ON rollup_daily BEGIN
  INSERT INTO summary_marks (organization_id, kind, local_day)
  SELECT NEW.organization_id, NEW.kind, NEW.local_day WHERE NOT EXISTS (
    SELECT 1 FROM summary_marks m
    WHERE m.organization_id = NEW.organization_id AND m.kind = NEW.kind AND m.local_day = NEW.local_day);
END;

CREATE TRIGGER mark_summary_deleted AFTER DELETE ON rollup_daily BEGIN
  INSERT INTO summary_marks (organization_id, kind, local_day)
  SELECT OLD.organization_id, OLD.kind, OLD.local_day WHERE NOT EXISTS (
    SELECT 1 FROM summary_marks m
    WHERE m.organization_id = OLD.organization_id AND m.kind = OLD.kind AND m.local_day = OLD.local_day);
END;
