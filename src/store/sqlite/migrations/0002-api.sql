-- The eight tables of spec/3's API database.

-- Organizations.
CREATE TABLE organizations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  name VARCHAR(255) NOT NULL, -- Name
  slug VARCHAR(100) NOT NULL, -- Short name, unique
  subscription_tier VARCHAR(20) NOT NULL DEFAULT 'free' CHECK (subscription_tier IN ('free', 'team', 'enterprise')), -- Tier
  settings JSON CHECK (json_valid(settings)), -- Settings: calendar.timezone among them
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (updated_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was last written
  CHECK (id = 1),
  UNIQUE (slug)
);

-- Teams.
CREATE TABLE teams (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  name VARCHAR(255) NOT NULL, -- Name
  slug VARCHAR(100) NOT NULL, -- Short name
  description TEXT, -- Description
  settings JSON CHECK (json_valid(settings)), -- Settings
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (updated_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was last written
  UNIQUE (organization_id, id),
  UNIQUE (organization_id, slug),
  FOREIGN KEY (organization_id) REFERENCES organizations (id)
);

-- People.
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  email VARCHAR(255) NOT NULL, -- E-mail address, unique
  username VARCHAR(100) NOT NULL, -- User name, unique
  hashed_password VARCHAR(255) NOT NULL, -- Hash of the password
  api_key VARCHAR(255), -- Hash of the API key, never the key
  full_name VARCHAR(255), -- Name
  avatar_url VARCHAR(500), -- Picture
  role VARCHAR(20) NOT NULL DEFAULT 'developer' CHECK (role IN ('admin', 'developer', 'viewer')), -- Role
  is_active BOOLEAN NOT NULL DEFAULT true CHECK (is_active IN (0, 1)), -- Whether the account may be used
  is_verified BOOLEAN NOT NULL DEFAULT false CHECK (is_verified IN (0, 1)), -- Whether the address was confirmed
  sso_provider VARCHAR(50), -- Single sign-on: who
  sso_id VARCHAR(255), -- Single sign-on: which account there
  last_login DATETIME CHECK (last_login GLOB '????-??-?? ??:??:??.??????'), -- Last login
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (updated_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was last written
  UNIQUE (organization_id, id),
  UNIQUE (email),
  UNIQUE (username),
  UNIQUE (api_key),
  FOREIGN KEY (organization_id) REFERENCES organizations (id)
);

-- Who is in which team.
CREATE TABLE user_teams (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  user_id INTEGER NOT NULL, -- Person
  team_id INTEGER NOT NULL, -- Team
  role VARCHAR(20) NOT NULL DEFAULT 'member', -- Role in the team
  UNIQUE (organization_id, user_id, team_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id)
);

-- The pattern library; every version is a row.
CREATE TABLE patterns (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  team_id INTEGER, -- Team that owns it
  author_id INTEGER NOT NULL, -- Who wrote this version
  name VARCHAR(255) NOT NULL, -- Name
  description TEXT NOT NULL, -- Description
  category VARCHAR(100), -- Category
  severity VARCHAR(50) CHECK (severity IN ('low', 'medium', 'high', 'critical', 'unknown')), -- Severity of what it prevents
  pattern_data JSON NOT NULL CHECK (json_valid(pattern_data)), -- Everything else about it
  code_example TEXT, -- Example
  solution TEXT, -- Solution
  frequency INTEGER NOT NULL DEFAULT 0 CHECK (frequency >= 0), -- Times seen
  effectiveness_score FLOAT CHECK (effectiveness_score BETWEEN 0 AND 1), -- Effectiveness 0..1; null when unknown (spec/3 has an integer here, 0..1 elsewhere)
  times_applied INTEGER NOT NULL DEFAULT 0 CHECK (times_applied >= 0), -- Times applied
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1), -- Version
  parent_id INTEGER, -- The version before
  is_active BOOLEAN NOT NULL DEFAULT true CHECK (is_active IN (0, 1)), -- Whether it is in use
  is_archived BOOLEAN NOT NULL DEFAULT false CHECK (is_archived IN (0, 1)), -- Whether it was archived
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (updated_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was last written
  last_applied DATETIME CHECK (last_applied GLOB '????-??-?? ??:??:??.??????'), -- Last application
  UNIQUE (organization_id, id),
  FOREIGN KEY (organization_id) REFERENCES organizations (id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
  FOREIGN KEY (organization_id, author_id) REFERENCES users (organization_id, id),
  FOREIGN KEY (organization_id, parent_id) REFERENCES patterns (organization_id, id)
);

-- Who changed what.
CREATE TABLE audit_logs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  user_id INTEGER, -- Who; null for the system
  action VARCHAR(100) NOT NULL, -- What was done
  resource_type VARCHAR(100) NOT NULL, -- To what kind of thing
  resource_id INTEGER, -- To which one
  old_values JSON CHECK (json_valid(old_values)), -- Before
  new_values JSON CHECK (json_valid(new_values)), -- After
  ip_address VARCHAR(45), -- From where
  user_agent VARCHAR(500), -- With what
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  FOREIGN KEY (organization_id) REFERENCES organizations (id),
  FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX idx_audit_action ON audit_logs (action);
CREATE INDEX idx_audit_resource ON audit_logs (resource_type, resource_id);
CREATE INDEX idx_audit_timestamp ON audit_logs (created_at);

-- Settings of an organization or team.
CREATE TABLE configs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  team_id INTEGER, -- Team; null for the whole organization
  key VARCHAR(255) NOT NULL, -- Setting
  value JSON CHECK (json_valid(value)), -- Value
  is_enforced BOOLEAN NOT NULL DEFAULT false CHECK (is_enforced IN (0, 1)), -- Whether a team may not override it
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (updated_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was last written
  FOREIGN KEY (organization_id) REFERENCES organizations (id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id)
);
CREATE UNIQUE INDEX idx_configs_key ON configs (organization_id, coalesce(team_id, 0), key);

-- What people and teams gained.
CREATE TABLE metrics (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- Number of the row
  organization_id INTEGER NOT NULL CHECK (organization_id = 1), -- The organization it belongs to
  team_id INTEGER, -- Team
  user_id INTEGER, -- Person
  metric_type VARCHAR(100) NOT NULL, -- Kind: pattern_applied, bug_found …
  metric_data JSON NOT NULL CHECK (json_valid(metric_data)), -- Details
  time_saved_seconds BIGINT NOT NULL DEFAULT 0 CHECK (time_saved_seconds >= 0), -- Time saved (s)
  pattern_id INTEGER, -- Pattern
  created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) CHECK (created_at GLOB '????-??-?? ??:??:??.??????'), -- When the row was written
  FOREIGN KEY (organization_id) REFERENCES organizations (id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
  FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
  FOREIGN KEY (organization_id, pattern_id) REFERENCES patterns (organization_id, id)
);
CREATE INDEX idx_metrics_type ON metrics (metric_type);
CREATE INDEX idx_metrics_timestamp ON metrics (created_at);
