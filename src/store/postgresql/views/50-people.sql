-- Who changed what, and what teams gained, without names.

-- Who changed what. Addresses and browsers are personal and stay in the table; a person is a number.
CREATE VIEW metrics.v_audit WITH (security_invoker = true) AS
SELECT
  a.id,
  a.created_at AS occurred_at,
  DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC') AS day,
  DATE_TRUNC('week', a.created_at AT TIME ZONE 'UTC') AS week,
  a.action,
  a.resource_type,
  a.resource_id,
  COALESCE('Person ' || a.user_id, 'System') AS person,
  CASE
    WHEN a.action LIKE '%login%' OR a.action LIKE '%password%' OR a.action LIKE '%api_key%' OR a.action LIKE '%role%'
      OR a.action LIKE '%sso%' OR a.action LIKE '%permission%' THEN 'Security'
    ELSE 'Change'
  END AS event_class
FROM api.audit_logs AS a;

-- Each day of each person: from the first to the last action.
CREATE VIEW metrics.v_audit_days WITH (security_invoker = true) AS
SELECT
  COALESCE('Person ' || a.user_id, 'System') AS person,
  DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC') AS day,
  DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC') + INTERVAL '1 day' AS day_end,
  MIN(a.created_at) AS started_at,
  MAX(a.created_at) AS ended_at,
  COUNT(*) AS actions
FROM api.audit_logs AS a
GROUP BY a.organization_id, a.user_id, DATE_TRUNC('day', a.created_at AT TIME ZONE 'UTC');

-- Accounts, without names.
CREATE VIEW metrics.v_people WITH (security_invoker = true) AS
SELECT
  u.id AS user_id,
  u.role,
  u.created_at AS joined_at,
  DATE_TRUNC('day', u.created_at AT TIME ZONE 'UTC') AS day,
  CASE WHEN u.sso_provider IS NULL THEN 'Password' ELSE 'Single sign-on' END AS login_kind,
  CASE WHEN u.is_active THEN 1 ELSE 0 END AS is_active,
  CASE WHEN u.is_active AND u.last_login >= NOW() - INTERVAL '30 days' THEN 1 WHEN u.is_active THEN 0 END AS active_last_30_days,
  t.teams
FROM api.users AS u
LEFT JOIN (
  SELECT organization_id, user_id, COUNT(*) AS teams
  FROM api.user_teams
  GROUP BY organization_id, user_id
) AS t ON t.organization_id = u.organization_id AND t.user_id = u.id;

-- Teams, their people and what they gained. A figure over fewer than five people is not shown.
CREATE VIEW metrics.v_teams WITH (security_invoker = true) AS
SELECT
  t.id AS team_id,
  t.name AS team,
  m.people,
  CASE WHEN m.people >= 5 THEN g.time_saved_seconds / 3600.0 END AS hours_saved,
  CASE WHEN m.people >= 5 THEN g.gains END AS gains
FROM api.teams AS t
LEFT JOIN (
  SELECT organization_id, team_id, COUNT(DISTINCT user_id) AS people
  FROM api.user_teams
  GROUP BY organization_id, team_id
) AS m ON m.organization_id = t.organization_id AND m.team_id = t.id
LEFT JOIN (
  SELECT organization_id, team_id, SUM(time_saved_seconds) AS time_saved_seconds, COUNT(*) AS gains
  FROM api.metrics
  GROUP BY organization_id, team_id
) AS g ON g.organization_id = t.organization_id AND g.team_id = t.id;

-- Time saved per day and team.
CREATE VIEW metrics.v_gains_daily WITH (security_invoker = true) AS
SELECT
  DATE_TRUNC('day', g.created_at AT TIME ZONE 'UTC') AS day,
  DATE_TRUNC('week', g.created_at AT TIME ZONE 'UTC') AS week,
  COALESCE(t.name, 'no team') AS team,
  g.metric_type,
  COUNT(*) AS gains,
  SUM(g.time_saved_seconds) / 3600.0 AS hours_saved
FROM api.metrics AS g
LEFT JOIN api.teams AS t ON t.organization_id = g.organization_id AND t.id = g.team_id
GROUP BY 1, 2, 3, 4;
