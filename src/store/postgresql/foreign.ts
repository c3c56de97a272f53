import type { ForeignDatabase } from '../store.ts';
import type { PostgresqlAddress } from '../uri.ts';
import { reach } from './connection.ts';
import { postgresqlRunner } from './runner.ts';

/** @throws Failure DB_UNREACHABLE, DB_REFUSED, DB_MISSING, DB_TOO_OLD */
export async function foreignPostgresql(address: PostgresqlAddress): Promise<ForeignDatabase> {
  const { client, route } = await reach(address);
  await client.end();
  // Names without a schema mean what the login's own search path says, not our schemas.
  const runner = postgresqlRunner(route, { search_path: undefined });
  return { runner, close: () => runner.close() };
}
