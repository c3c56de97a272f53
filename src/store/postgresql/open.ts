import type { Client } from 'pg';
import { Failure } from '../../errors.ts';
import { TABLES } from '../../model/tables.ts';
import { packageVersion } from '../../util/package-root.ts';
import { migrate } from '../migrate.ts';
import type { MigrationFile } from '../migration-files.ts';
import { ownMigrations } from '../own-migrations.ts';
import { requireCurrent } from '../schema-state.ts';
import type { Access, OpenOptions, Store } from '../store.ts';
import type { PostgresqlAddress } from '../uri.ts';
import { openPool, type PostgresqlPool, reach, type SessionSettings } from './connection.ts';
import { postgresqlFailure } from './failure.ts';
import { APP_ROLE, applyGrants, VIEWER_ROLE } from './grants.ts';
import { type PostgresqlRunner, postgresqlRunner } from './runner.ts';
import { postgresqlLoader } from './load.ts';
import { postgresqlMigrationTarget } from './migration-target.ts';

const DEFAULT_STATEMENT_TIMEOUT_MS = 300_000;
/** Partitions are made this many months ahead; ingest makes any other that it needs. */
const MONTHS_AHEAD = 3;

/** Our own files. */
export const postgresqlMigrations = (): MigrationFile[] => ownMigrations(import.meta.dirname, 'postgresql');

export interface PostgresqlHandle {
  pool: PostgresqlPool;
  store: Store;
}

/** @throws Failure DB_UNREACHABLE, DB_REFUSED, DB_MISSING, DB_NEWER, DB_TOO_OLD, ORG_REFUSED and those of migrate */
export async function openPostgresql(address: PostgresqlAddress, options: OpenOptions): Promise<PostgresqlHandle> {
  const { client, route } = await reach(address);
  const access = options.access ?? 'app';
  try {
    if (options.migrate && access !== 'viewer') await migratePostgresql(client, options.onNotice);
    await requireCurrent(postgresqlMigrationTarget(client), postgresqlMigrations(), route.text);
    const make = Boolean(options.migrate || options.create) && access !== 'viewer';
    const organizationId = await findOrganization(client, options.organization, make);
    const settings: SessionSettings = {
      'app.current_org_id': organizationId,
      role: await roleFor(client, access, organizationId),
      statement_timeout: options.statementTimeoutMs ?? (access === 'owner' ? 0 : DEFAULT_STATEMENT_TIMEOUT_MS),
      ...(access === 'viewer' ? { default_transaction_read_only: 'on' } : {}),
    };
    const pool = openPool(route, { settings, onNotice: options.onNotice });
    const viewer: SessionSettings = {
      'app.current_org_id': organizationId,
      role: await roleFor(client, 'viewer', organizationId),
    };
    return { pool, store: storeOn(pool, organizationId, viewer) };
  } catch (thrown) {
    throw postgresqlFailure(thrown, route.text);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Schema, rights and the partitions of the next months. Returns the names of the files applied. */
export async function migratePostgresql(client: Client, onNotice?: (message: string) => void): Promise<string[]> {
  const target = postgresqlMigrationTarget(client, undefined, onNotice);
  const applied = await migrate(target, postgresqlMigrations(), { by: packageVersion() });
  if (applied.length > 0) {
    await applyGrants(client);
    await client.query(comments());
  }
  for (const table of TABLES.filter((each) => each.partitionedBy)) {
    await client.query(
      `SELECT metrics.ensure_partitions($1, ARRAY(
         SELECT (now() + make_interval(months => ahead))::date FROM generate_series(0, $2::integer) AS ahead))`,
      [table.name, MONTHS_AHEAD],
    );
  }
  return applied;
}

/** What each table and column is, for whoever looks at the database with another tool, Superset among them. */
function comments(): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return TABLES.flatMap((table) => [
    `COMMENT ON TABLE ${table.schema}.${table.name} IS ${quoted(table.meaning)}`,
    ...table.columns.map((column) => {
      const unit = column.unit ? ` (${column.unit})` : '';
      return `COMMENT ON COLUMN ${table.schema}.${table.name}.${column.name} IS ${quoted(column.meaning + unit)}`;
    }),
  ]).join(';\n');
}

async function findOrganization(client: Client, slug: string, make: boolean): Promise<number> {
  if (make) {
    await client.query(
      'INSERT INTO api.organizations (name, slug) SELECT $1::text, $1::text WHERE NOT EXISTS (SELECT FROM api.organizations WHERE slug = $1::text) ON CONFLICT DO NOTHING',
      [slug],
    );
  }
  const { rows } = await client.query('SELECT id FROM api.organizations WHERE slug = $1', [slug]);
  if (rows.length > 0) return Number(rows[0].id);
  throw new Failure('ORG_REFUSED', `there is no organization ${slug} in this database, or this login may not see it`, {
    hint: 'Check FEEDBACK_LOOP_ORG, or make it: feedback-loop db migrate',
  });
}

/** The role to act as: never more than the work needs, so that row-level security holds even for a superuser's login. */
async function roleFor(client: Client, access: Access, organizationId: number): Promise<string | undefined> {
  if (access === 'owner') return undefined;
  const usable = async (role: string): Promise<boolean> => {
    const { rows } = await client.query(
      "SELECT 1 FROM pg_roles WHERE rolname = $1 AND rolname <> current_user AND pg_has_role(current_user, oid, 'USAGE')",
      [role],
    );
    return rows.length > 0;
  };
  if (access === 'app') return (await usable(APP_ROLE)) ? APP_ROLE : undefined;
  const bound = await client
    .query('SELECT role_name FROM metrics_internal.viewer_roles WHERE organization_id = $1 ORDER BY 1', [
      organizationId,
    ])
    .then(({ rows }) => rows.map((row: { role_name: string }) => row.role_name))
    // A viewer's own login may not read the table, and needs no other role.
    .catch(() => []);
  for (const role of [...bound, VIEWER_ROLE]) if (await usable(role)) return role;
  return undefined;
}

function storeOn(pool: PostgresqlPool, organizationId: number, viewer: SessionSettings): Store {
  const { db } = pool;
  let runner: PostgresqlRunner | undefined;
  return {
    dialect: 'postgresql',
    organizationId,
    db,
    transaction: (work) => db.transaction().execute(work),
    load: postgresqlLoader(pool, organizationId),
    dataVersion: async () => {
      const row = await db
        .selectFrom('data_version')
        .select('version')
        .where('organization_id', '=', organizationId)
        .executeTakeFirst();
      return row?.version ?? 0;
    },
    runner: () => {
      runner ??= postgresqlRunner(pool.route, viewer);
      return runner;
    },
    close: async () => {
      await runner?.close();
      await pool.close();
    },
  };
}
