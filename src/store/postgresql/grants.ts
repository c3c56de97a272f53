import type { Client } from 'pg';
import type { TableSpec } from '../../model/column.ts';
import { TABLES } from '../../model/tables.ts';
import { codeOf } from './failure.ts';

/** Roles that carry the rights; logins are members of them. They are the cluster's: all databases share the names. */
export const APP_ROLE = 'feedback_loop_app';
export const VIEWER_ROLE = 'feedback_loop_viewer';

const DATA_SCHEMAS = 'metrics, api';
const ALL_SCHEMAS = `${DATA_SCHEMAS}, gitops`;
/** duplicate_object, unique_violation: another process made the role at the same moment. */
const SOMEBODY_ELSE_DID = new Set(['42710', '23505']);
const MAY_NOT = '42501';

/**
 * Makes the two roles where this login may, and gives each exactly what it needs on every table and view there is now.
 * Run after every migration; doing it again changes nothing. Answers whether the roles are there.
 */
export async function applyGrants(client: Client): Promise<boolean> {
  for (const role of [APP_ROLE, VIEWER_ROLE]) {
    if (!(await makeRole(client, role))) return false;
  }
  await alone(client, appGrants());
  await alone(client, await viewerGrants(client));
  const database = await currentDatabase(client);
  await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP_ROLE}, ${VIEWER_ROLE}`).catch(() => {});
  await client.query(`GRANT TEMPORARY ON DATABASE ${database} TO ${APP_ROLE}`).catch(() => {});
  await grantUserSchemas(client);
  return true;
}

async function makeRole(client: Client, role: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rows.length === 0) {
    try {
      await client.query(`CREATE ROLE ${role} NOLOGIN`);
    } catch (thrown) {
      if (codeOf(thrown) === MAY_NOT) return false;
      if (!SOMEBODY_ELSE_DID.has(codeOf(thrown))) throw thrown;
    }
  }
  const usable = await client.query("SELECT pg_has_role(current_user, $1, 'USAGE') AS usable", [role]);
  if (usable.rows[0]?.usable === true) return true;
  try {
    await client.query(`GRANT ${role} TO CURRENT_USER`);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === MAY_NOT) return true;
    throw thrown;
  }
}

/** Two sessions that grant on one object at once make one of them fail: in turn, then. */
async function alone(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('feedback-loop grants'))");
    await client.query(statements.join(';\n'));
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => {});
    throw thrown;
  }
}

const appGrants = (): string[] => [
  `GRANT USAGE ON SCHEMA ${ALL_SCHEMAS} TO ${APP_ROLE}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${ALL_SCHEMAS} TO ${APP_ROLE}`,
  `REVOKE INSERT, UPDATE, DELETE ON metrics.schema_migrations FROM ${APP_ROLE}`,
  `GRANT EXECUTE ON FUNCTION metrics.ensure_partitions(text, date[]) TO ${APP_ROLE}`,
  `GRANT EXECUTE ON FUNCTION metrics.drop_empty_partitions(date) TO ${APP_ROLE}`,
  `ALTER DEFAULT PRIVILEGES IN SCHEMA ${ALL_SCHEMAS} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${APP_ROLE}`,
];

async function viewerGrants(client: Client): Promise<string[]> {
  const views = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, viewname) AS name FROM pg_views WHERE schemaname IN ('metrics', 'api')
     UNION ALL
     SELECT format('%I.%I', schemaname, matviewname) FROM pg_matviews WHERE schemaname IN ('metrics', 'api')`,
  );
  return [
    `GRANT USAGE ON SCHEMA ${DATA_SCHEMAS} TO ${VIEWER_ROLE}`,
    ...TABLES.filter(isShown).flatMap(tableGrants),
    ...views.rows.map(({ name }) => `GRANT SELECT ON ${name} TO ${VIEWER_ROLE}`),
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${DATA_SCHEMAS} GRANT SELECT ON TABLES TO ${VIEWER_ROLE}`,
  ];
}

const isShown = (table: TableSpec): boolean =>
  table.tenant || table.name === 'organizations' || table.name === 'schema_migrations';

const HIDDEN = new Set(['secret', 'personal']);

/** The columns a viewer may read: no secrets, no persons. */
const visibleColumns = (table: TableSpec): string[] =>
  table.columns.filter((column) => !HIDDEN.has(column.sensitivity)).map((column) => column.name);

function tableGrants(table: TableSpec): string[] {
  const visible = visibleColumns(table);
  const name = `${table.schema}.${table.name}`;
  const columns = visible.length === table.columns.length ? '' : ` (${visible.join(', ')})`;
  // Taking the whole table back takes its columns back, too.
  return [`REVOKE ALL ON ${name} FROM ${VIEWER_ROLE}`, `GRANT SELECT${columns} ON ${name} TO ${VIEWER_ROLE}`];
}

const currentDatabase = async (client: Client): Promise<string> =>
  String((await client.query('SELECT quote_ident(current_database()) AS name')).rows[0]?.name);

/** Viewers may read what the user's own files made: the schemas this login owns, apart from ours and public. */
export async function grantUserSchemas(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace
      WHERE nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
        AND nspname NOT IN ('metrics', 'api', 'gitops', 'metrics_internal', 'public')
        AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`,
    [VIEWER_ROLE],
  );
  for (const { name } of rows) {
    await alone(client, [
      `GRANT USAGE ON SCHEMA ${name} TO ${VIEWER_ROLE}`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${VIEWER_ROLE}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${name} GRANT SELECT ON TABLES TO ${VIEWER_ROLE}`,
    ]);
  }
}
