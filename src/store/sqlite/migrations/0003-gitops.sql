-- What was deployed, by whom, and who is deploying now.

-- The base of the three-way comparison: what was last applied to each target.
CREATE TABLE applied_objects (
  environment VARCHAR(50) NOT NULL, -- Environment
  kind VARCHAR(30) NOT NULL, -- database, dataset, chart, dashboard …
  uuid VARCHAR(36) NOT NULL, -- Identity of the object
  name VARCHAR(500) NOT NULL, -- Its name
  hash VARCHAR(64) NOT NULL, -- Hash of the content
  content JSON NOT NULL CHECK (json_valid(content)), -- The asset as it was applied; it is normalised when it is compared
  changed_on VARCHAR(50), -- What the target said of its last change just after the apply
  git_sha VARCHAR(64), -- Commit that was applied
  apply_id VARCHAR(36) NOT NULL, -- The apply that wrote it
  applied_at DATETIME NOT NULL CHECK (applied_at GLOB '????-??-?? ??:??:??.??????'), -- When
  PRIMARY KEY (environment, kind, uuid)
);

-- Every apply, step by step, with what was there before.
CREATE TABLE apply_journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  apply_id VARCHAR(36) NOT NULL, -- Which apply
  environment VARCHAR(50) NOT NULL, -- Environment
  step VARCHAR(50) NOT NULL, -- Which step
  status VARCHAR(20) NOT NULL CHECK (status IN ('started', 'done', 'failed')), -- started, done, failed
  kind VARCHAR(30), -- Kind of object
  uuid VARCHAR(36), -- Which object
  before JSON CHECK (json_valid(before)), -- What was there
  detail JSON CHECK (json_valid(detail)), -- What was done
  actor VARCHAR(255), -- Who
  at DATETIME NOT NULL CHECK (at GLOB '????-??-?? ??:??:??.??????') -- When
);
CREATE INDEX idx_apply_journal_apply ON apply_journal (apply_id, id);
CREATE INDEX idx_apply_journal_environment ON apply_journal (environment, at);

-- Who is deploying to which environment.
CREATE TABLE deploy_locks (
  environment VARCHAR(50) NOT NULL, -- Environment
  lock_id VARCHAR(36) NOT NULL, -- Identity of the lock
  owner VARCHAR(255) NOT NULL, -- Who
  host VARCHAR(255) NOT NULL, -- Where
  pid INTEGER, -- Process
  ci_url VARCHAR(1000), -- CI run
  operation VARCHAR(50) NOT NULL, -- What for
  acquired_at DATETIME NOT NULL CHECK (acquired_at GLOB '????-??-?? ??:??:??.??????'), -- Since
  heartbeat_at DATETIME NOT NULL CHECK (heartbeat_at GLOB '????-??-?? ??:??:??.??????'), -- Last sign of life
  expires_at DATETIME NOT NULL CHECK (expires_at GLOB '????-??-?? ??:??:??.??????'), -- When it lapses without one
  PRIMARY KEY (environment)
);
