-- What was last sent of each scheduled report, so that each due time is sent once (docs/decisions/0911).
CREATE TABLE metrics.report_deliveries (
  organization_id integer NOT NULL, -- The organization it belongs to
  report varchar(100) NOT NULL, -- Name in reports.yaml
  target varchar(400) NOT NULL, -- Where it goes
  since timestamptz NOT NULL, -- When it was first seen: it is due from then on
  due timestamptz, -- The last due time that somebody took on
  state varchar(10) NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
  attempts integer NOT NULL, -- For that due time
  changed_at timestamptz NOT NULL, -- When the state changed
  sent_at timestamptz, -- When it was last sent
  message varchar(1000), -- Why it failed, or what was odd
  PRIMARY KEY (organization_id, report, target)
);
SELECT metrics_internal.isolate('metrics.report_deliveries');
