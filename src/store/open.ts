import type { SchemaAdmin } from './schema-admin.ts';
import type { ForeignDatabase, OpenOptions, Store } from './store.ts';
import { parseDatabaseUri } from './uri.ts';

// The driver of the other database is not loaded: pg alone takes as long to load as a small deployment spends in our code.

/**
 * Opens the database for one organization. Whoever opens it closes it.
 * @throws Failure of the store's section in errors.ts: each cause has its own code
 */
export async function openStore(options: OpenOptions): Promise<Store> {
  const address = parseDatabaseUri(options.uri, options.cwd);
  if (address.dialect === 'sqlite')
    return (await (await import('./sqlite/open.ts')).openSqlite(address, options)).store;
  return (await (await import('./postgresql/open.ts')).openPostgresql(address, options)).store;
}

/**
 * Opens a database that holds none of our tables, for the charts of somebody else's bundle. It is read in the way that
 * hostile SQL is: read-only, stopped after a time.
 * @throws Failure DB_URI_INVALID, DB_MISSING, DB_UNREACHABLE, DB_REFUSED
 */
export async function openForeign(uri: string, cwd: string): Promise<ForeignDatabase> {
  const address = parseDatabaseUri(uri, cwd);
  if (address.dialect === 'sqlite') return (await import('./sqlite/foreign.ts')).foreignSqlite(address);
  return (await import('./postgresql/foreign.ts')).foreignPostgresql(address);
}

/** Opens the database as its owner, whatever is in it; a missing SQLite file is made if `create`. */
export async function openSchemaAdmin(options: {
  uri: string;
  cwd?: string;
  create?: boolean;
  onNotice?: (message: string) => void;
}): Promise<SchemaAdmin> {
  const address = parseDatabaseUri(options.uri, options.cwd);
  if (address.dialect === 'sqlite') {
    return (await import('./sqlite/schema-admin.ts')).sqliteSchemaAdmin(address, options.create ?? false);
  }
  return (await import('./postgresql/schema-admin.ts')).postgresqlSchemaAdmin(address, options.onNotice);
}

export { backupSqlite, replaceSqlite } from './sqlite/backup.ts';
