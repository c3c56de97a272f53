import { foreignPostgresql } from './postgresql/foreign.ts';
import { openPostgresql } from './postgresql/open.ts';
import { postgresqlSchemaAdmin } from './postgresql/schema-admin.ts';
import type { SchemaAdmin } from './schema-admin.ts';
import { foreignSqlite } from './sqlite/foreign.ts';
import { openSqlite } from './sqlite/open.ts';
import { sqliteSchemaAdmin } from './sqlite/schema-admin.ts';
import type { ForeignDatabase, OpenOptions, Store } from './store.ts';
import { parseDatabaseUri } from './uri.ts';

/**
 * Opens the database for one organization. Whoever opens it closes it.
 * @throws Failure of the store's section in errors.ts: each cause has its own code
 */
export async function openStore(options: OpenOptions): Promise<Store> {
  const address = parseDatabaseUri(options.uri, options.cwd);
  if (address.dialect === 'sqlite') return (await openSqlite(address, options)).store;
  return (await openPostgresql(address, options)).store;
}

/**
 * Opens a database that holds none of our tables, for the charts of somebody else's bundle. It is read in the way that
 * hostile SQL is: read-only, stopped after a time.
 * @throws Failure DB_URI_INVALID, DB_MISSING, DB_UNREACHABLE, DB_REFUSED
 */
export async function openForeign(uri: string, cwd: string): Promise<ForeignDatabase> {
  const address = parseDatabaseUri(uri, cwd);
  return address.dialect === 'sqlite' ? foreignSqlite(address) : foreignPostgresql(address);
}

/** Opens the database as its owner, whatever is in it; a missing SQLite file is made if `create`. */
export async function openSchemaAdmin(options: {
  uri: string;
  cwd?: string;
  create?: boolean;
  onNotice?: (message: string) => void;
}): Promise<SchemaAdmin> {
  const address = parseDatabaseUri(options.uri, options.cwd);
  if (address.dialect === 'sqlite') return sqliteSchemaAdmin(address, options.create ?? false);
  return postgresqlSchemaAdmin(address, options.onNotice);
}

export { backupSqlite, replaceSqlite } from './sqlite/backup.ts';
