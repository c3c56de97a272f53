import { Failure } from '../../errors.ts';
import { packageVersion } from '../../util/package-root.ts';
import { migrate } from '../migrate.ts';
import type { MigrationFile } from '../migration-files.ts';
import { ownMigrations } from '../own-migrations.ts';
import { requireCurrent } from '../schema-state.ts';
import type { OpenOptions, Store } from '../store.ts';
import type { SqliteAddress } from '../uri.ts';
import { connectSqlite, type SqliteConnection } from './connection.ts';
import { sqliteFailure } from './failure.ts';
import { type SqliteRunner, sqliteRunner } from './runner.ts';
import { sqliteLoader } from './load.ts';
import { sqliteMigrationTarget } from './migration-target.ts';

/** Our own files. */
export const sqliteMigrations = (): MigrationFile[] => ownMigrations(import.meta.dirname, 'sqlite');
/** A file holds one organization, and this is its number. */
const ORGANIZATION_ID = 1;

export interface SqliteHandle {
  connection: SqliteConnection;
  store: Store;
}

/** @throws Failure DB_MISSING, DB_NEWER, DB_CORRUPT, DB_LOCKED, FILE_UNREADABLE, ORG_REFUSED and those of migrate */
export async function openSqlite(address: SqliteAddress, options: OpenOptions): Promise<SqliteHandle> {
  const readonly = options.access === 'viewer';
  const connection = connectSqlite(address.path, {
    readonly,
    create: Boolean(options.create) && !readonly,
    waitMs: options.statementTimeoutMs,
  });
  try {
    if (options.migrate && !readonly) await migrateSqlite(connection);
    await requireCurrent(sqliteMigrationTarget(connection), sqliteMigrations(), address.path);
    const make = Boolean(options.migrate || options.create) && !readonly;
    await checkOrganization(connection, options.organization, make);
    return { connection, store: storeOn(connection) };
  } catch (thrown) {
    await connection.close();
    throw thrown instanceof Error && 'code' in thrown ? sqliteFailure(thrown, address.path) : thrown;
  }
}

export const migrateSqlite = (connection: SqliteConnection): Promise<string[]> =>
  migrate(sqliteMigrationTarget(connection), sqliteMigrations(), { by: packageVersion() });

async function checkOrganization({ db, path }: SqliteConnection, slug: string, make: boolean): Promise<void> {
  const find = () => db.selectFrom('organizations').select('slug').executeTakeFirst();
  let row = await find();
  if (!row && make) {
    await db
      .insertInto('organizations')
      .values({ id: ORGANIZATION_ID, name: slug, slug })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    row = await find();
  }
  if (row?.slug === slug) return;
  const what = row ? `belongs to the organization ${row.slug}, not ${slug}` : `has no organization ${slug}`;
  throw new Failure('ORG_REFUSED', `${path} ${what}`);
}

function storeOn(connection: SqliteConnection): Store {
  const { db } = connection;
  const version = db.selectFrom('data_version').select('version').compile();
  let runner: SqliteRunner | undefined;
  return {
    dialect: 'sqlite',
    organizationId: ORGANIZATION_ID,
    db,
    transaction: (work) => db.transaction().execute(work),
    load: sqliteLoader(connection, ORGANIZATION_ID),
    dataVersion: async () => (await db.executeQuery(version)).rows[0]?.version ?? 0,
    runner: () => {
      runner ??= sqliteRunner(connection.path);
      return runner;
    },
    close: async () => {
      runner?.close();
      await connection.close();
    },
  };
}
