-- Who changed what, and what teams gained, without names.

-- Who changed what. Addresses and browsers are personal and stay in the table; a person is a number.
CREATE VIEW v_audit AS
SELECT
  a.id,
  a.created_at AS occurred_at,
  SUBSTR(a.created_at, 1, 10) || ' 00:00:00.000000' AS day,
  STRFTIME('%Y-%m-%d 00:00:00.000000', a.created_at, '-6 days', 'weekday 1') AS week,
  a.action,
  a.resource_type,
  a.resource_id,
  COALESCE('Person ' || a.user_id, 'System') AS person,
  CASE
    WHEN a.action LIKE '%login%' OR a.action LIKE '%password%' OR a.action LIKE '%api_key%' OR a.action LIKE '%role%'
      OR a.action LIKE '%sso%' OR a.action LIKE '%permission%' THEN 'Security'
    ELSE 'Change'
  END AS event_class
FROM audit_logs AS a;

-- Each day of each person: from the first to the last action.
CREATE VIEW v_audit_days AS
SELECT
  COALESCE('Person ' || a.user_id, 'System') AS person,
  SUBSTR(a.created_at, 1, 10) || ' 00:00:00.000000' AS day,
  STRFTIME('%Y-%m-%d 00:00:00.000000', a.created_at, '+1 day') AS day_end,
  MIN(a.created_at) AS started_at,
  MAX(a.created_at) AS ended_at,
  COUNT(*) AS actions
FROM audit_logs AS a
GROUP BY
  a.organization_id,
  a.user_id,
  SUBSTR(a.created_at, 1, 10) || ' 00:00:00.000000',
  STRFTIME('%Y-%m-%d 00:00:00.000000', a.created_at, '+1 day');

-- Accounts, without names.
CREATE VIEW v_people AS
SELECT
  u.id AS user_id,
  u.role,
  u.created_at AS joined_at,
  SUBSTR(u.created_at, 1, 10) || ' 00:00:00.000000' AS day,
  CASE WHEN u.sso_provider IS NULL THEN 'Password' ELSE 'Single sign-on' END AS login_kind,
  CASE WHEN u.is_active THEN 1 ELSE 0 END AS is_active,
  CASE WHEN u.is_active AND u.last_login >= DATETIME('now', '-30 days') THEN 1 WHEN u.is_active THEN 0 END AS active_last_30_days,
  t.teams
FROM users AS u
LEFT JOIN (
  SELECT organization_id, user_id, COUNT(*) AS teams
  FROM user_teams
  GROUP BY organization_id, user_id
) AS t ON t.organization_id = u.organization_id AND t.user_id = u.id;

-- Teams, their people and what they gained. A figure over fewer than five people is not shown.
CREATE VIEW v_teams AS
SELECT
  t.id AS team_id,
  t.name AS team,
  m.people,
  CASE WHEN m.people >= 5 THEN g.time_saved_seconds / 3600.0 END AS hours_saved,
  CASE WHEN m.people >= 5 THEN g.gains END AS gains
FROM teams AS t
LEFT JOIN (
  SELECT organization_id, team_id, COUNT(DISTINCT user_id) AS people
  FROM user_teams
  GROUP BY organization_id, team_id
) AS m ON m.organization_id = t.organization_id AND m.team_id = t.id
LEFT JOIN (
  SELECT organization_id, team_id, SUM(time_saved_seconds) AS time_saved_seconds, COUNT(*) AS gains
  FROM metrics
  GROUP BY organization_id, team_id
) AS g ON g.organization_id = t.organization_id AND g.team_id = t.id;

-- Time saved per day and team.
CREATE VIEW v_gains_daily AS
SELECT
  SUBSTR(g.created_at, 1, 10) || ' 00:00:00.000000' AS day,
  STRFTIME('%Y-%m-%d 00:00:00.000000', g.created_at, '-6 days', 'weekday 1') AS week,
  COALESCE(t.name, 'no team') AS team,
  g.metric_type,
  COUNT(*) AS gains,
  SUM(g.time_saved_seconds) / 3600.0 AS hours_saved
FROM metrics AS g
LEFT JOIN teams AS t ON t.organization_id = g.organization_id AND t.id = g.team_id
GROUP BY 1, 2, 3, 4;
