import { readMigrations } from '../migration-files.ts';
import type { SchemaAdmin } from '../schema-admin.ts';
import type { PostgresqlAddress } from '../uri.ts';
import { reach } from './connection.ts';
import { grantUserSchemas } from './grants.ts';
import { postgresqlMigrationTarget, USER_LEDGER } from './migration-target.ts';
import { MIGRATIONS, migratePostgresql } from './open.ts';
import { makeUsers, newPassword, planUsers } from './users.ts';

/** @throws Failure DB_UNREACHABLE, DB_REFUSED, DB_MISSING, DB_TOO_OLD */
export async function postgresqlSchemaAdmin(
  address: PostgresqlAddress,
  onNotice?: (message: string) => void,
): Promise<SchemaAdmin> {
  const { client, route } = await reach(address);
  const { rows } = await client.query('SHOW server_version');
  return {
    dialect: 'postgresql',
    text: route.text,
    serverVersion: String(rows[0]?.server_version),
    ours: postgresqlMigrationTarget(client, undefined, onNotice),
    users: postgresqlMigrationTarget(client, USER_LEDGER, onNotice),
    ourFiles: readMigrations(MIGRATIONS, 'postgresql'),
    migrate: () => migratePostgresql(client, onNotice),
    afterSync: () => grantUserSchemas(client),
    planUsers: (organization) => planUsers(client, organization),
    makeUsers: async (plan) => {
      const passwords = new Map(plan.users.map(({ name }) => [name, newPassword()]));
      await makeUsers(client, plan, passwords);
      return passwords;
    },
    close: () => client.end(),
  };
}
