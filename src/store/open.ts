import { openPostgresql } from './postgresql/open.ts';
import { postgresqlSchemaAdmin } from './postgresql/schema-admin.ts';
import type { SchemaAdmin } from './schema-admin.ts';
import { openSqlite } from './sqlite/open.ts';
import { sqliteSchemaAdmin } from './sqlite/schema-admin.ts';
import type { OpenOptions, Store } from './store.ts';
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
