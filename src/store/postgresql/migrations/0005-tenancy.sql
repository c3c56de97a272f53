-- Each organization sees its own rows only, whoever asks and however (docs/decisions/0102).

-- What Superset logs in as: the role itself is bound to one organization. No setting can change that.
CREATE TABLE metrics_internal.viewer_roles (
  role_name name PRIMARY KEY,
  organization_id integer NOT NULL
);

-- Whether a role may name the organization it works for: the app role, its members, and the owner of the schema.
CREATE FUNCTION metrics_internal.may_choose(role_name name) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM pg_roles r
     WHERE (r.rolname = 'feedback_loop_app' OR r.oid = (SELECT nspowner FROM pg_namespace WHERE nspname = 'metrics'))
       AND pg_has_role(role_name, r.oid, 'MEMBER'))
$$;

-- The organization that `acting` sees; null, and thus no row, when there is none.
CREATE FUNCTION metrics.organization_of(acting name) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(
    (SELECT organization_id FROM metrics_internal.viewer_roles WHERE role_name = session_user),
    (SELECT organization_id FROM metrics_internal.viewer_roles WHERE role_name = acting),
    CASE WHEN metrics_internal.may_choose(session_user)
         THEN nullif(current_setting('app.current_org_id', true), '')::integer END)
$$;

CREATE FUNCTION metrics.current_org() RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT metrics.organization_of(current_user)
$$;

-- Whether `acting` may see and make organizations: who may choose one, and is not bound to one.
CREATE FUNCTION metrics.sees_all_organizations(acting name) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT metrics_internal.may_choose(session_user) AND metrics_internal.may_choose(acting)
     AND NOT EXISTS (SELECT FROM metrics_internal.viewer_roles WHERE role_name IN (session_user, acting))
$$;

-- Puts row-level security on a table, for its owner too. A partition needs its own: read directly, it would show all.
CREATE FUNCTION metrics_internal.isolate(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY org_isolation ON %s USING (organization_id = (SELECT metrics.current_org()))
       WITH CHECK (organization_id = (SELECT metrics.current_org()))', target);
END
$$;

SELECT metrics_internal.isolate(c.oid)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p') AND (n.nspname IN ('metrics', 'api') OR c.relispartition);

ALTER TABLE api.organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE api.organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY org_isolation ON api.organizations
  USING (id = (SELECT metrics.current_org()) OR (SELECT metrics.sees_all_organizations(current_user)))
  WITH CHECK ((SELECT metrics.sees_all_organizations(current_user)));

-- Drops the partitions of months before the given day that no organization has rows in; answers their names.
CREATE FUNCTION metrics.drop_empty_partitions(before date) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part record;
  used boolean;
BEGIN
  FOR part IN
    SELECT c.oid::regclass AS name, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'metrics_internal' AND c.relispartition AND c.relkind = 'r' AND c.relname ~ '_y\d{4}m\d\d$'
       AND to_date(right(c.relname, 7), 'YYYY"m"MM') + INTERVAL '1 month' < before
     ORDER BY c.relname
  LOOP
    -- The owner, too, would see one organization's rows only.
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', part.name);
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part.name) INTO used;
    IF used THEN
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part.name);
    ELSE
      EXECUTE format('DROP TABLE %s', part.name);
      RETURN NEXT part.relname::text;
    END IF;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION metrics.drop_empty_partitions(date) FROM PUBLIC;
