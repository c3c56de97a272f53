-- What was last sent of each scheduled report, so that each due time is sent once (docs/decisions/0911).
CREATE TABLE report_deliveries (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  report VARCHAR(100) NOT NULL, -- Name in reports.yaml
  target VARCHAR(400) NOT NULL, -- Where it goes
  since DATETIME NOT NULL CHECK (since GLOB '????-??-?? ??:??:??.??????'), -- When it was first seen: it is due from then on
  due DATETIME CHECK (due GLOB '????-??-?? ??:??:??.??????'), -- The last due time that somebody took on
  state VARCHAR(10) NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
  attempts INTEGER NOT NULL, -- For that due time
  changed_at DATETIME NOT NULL CHECK (changed_at GLOB '????-??-?? ??:??:??.??????'), -- When the state changed
  sent_at DATETIME CHECK (sent_at GLOB '????-??-?? ??:??:??.??????'), -- When it was last sent
  message VARCHAR(1000), -- Why it failed, or what was odd
  PRIMARY KEY (organization_id, report, target)
) WITHOUT ROWID;
