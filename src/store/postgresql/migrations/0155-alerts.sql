-- Which alerts are firing, who was told and who knows (docs/alerts.md).
CREATE TABLE metrics.alerts (
  organization_id integer NOT NULL, -- The organization it belongs to
  alert varchar(400) NOT NULL, -- Rule, and group where it has one
  rule varchar(100) NOT NULL,
  severity varchar(20) NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  state varchar(10) NOT NULL CHECK (state IN ('firing', 'resolved')),
  message text NOT NULL,
  fingerprint varchar(200) NOT NULL, -- What must change for it to be news
  since timestamptz NOT NULL, -- Since when it fires
  seen_at timestamptz NOT NULL, -- When it was last observed
  notified_at timestamptz, -- When somebody was last told
  acknowledged_at timestamptz, -- When somebody said to know
  note varchar(1000), -- What they said
  PRIMARY KEY (organization_id, alert)
);
SELECT metrics_internal.isolate('metrics.alerts');
