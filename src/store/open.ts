import { openPostgresql } from './postgresql/open.ts';
import { openSqlite } from './sqlite/open.ts';
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
