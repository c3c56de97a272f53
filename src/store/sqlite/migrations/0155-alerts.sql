-- Which alerts are firing, who was told and who knows (docs/alerts.md).
CREATE TABLE alerts (
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  alert VARCHAR(400) NOT NULL, -- Rule, and group where it has one
  rule VARCHAR(100) NOT NULL,
  severity VARCHAR(20) NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  state VARCHAR(10) NOT NULL CHECK (state IN ('firing', 'resolved')),
  message TEXT NOT NULL,
  fingerprint VARCHAR(200) NOT NULL, -- What must change for it to be news
  since DATETIME NOT NULL CHECK (since GLOB '????-??-?? ??:??:??.??????'), -- Since when it fires
  seen_at DATETIME NOT NULL CHECK (seen_at GLOB '????-??-?? ??:??:??.??????'), -- When it was last observed
  notified_at DATETIME CHECK (notified_at GLOB '????-??-?? ??:??:??.??????'), -- When somebody was last told
  acknowledged_at DATETIME CHECK (acknowledged_at GLOB '????-??-?? ??:??:??.??????'), -- When somebody said to know
  note VARCHAR(1000), -- What they said
  PRIMARY KEY (organization_id, alert)
) WITHOUT ROWID;
