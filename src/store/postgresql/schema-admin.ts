import { requireCurrent } from '../schema-state.ts';
import type { SchemaAdmin } from '../schema-admin.ts';
import type { PostgresqlAddress } from '../uri.ts';
import { reach } from './connection.ts';
import { postgresqlFailure } from './failure.ts';
import { grantUserSchemas } from './grants.ts';
import { postgresqlMigrationTarget, USER_LEDGER } from './migration-target.ts';
import { migratePostgresql, postgresqlMigrations } from './open.ts';
import { makeUsers, newPassword, planUsers } from './users.ts';

/** @throws Failure DB_UNREACHABLE, DB_REFUSED, DB_MISSING, DB_TOO_OLD */
export async function postgresqlSchemaAdmin(
  address: PostgresqlAddress,
  onNotice?: (message: string) => void,
): Promise<SchemaAdmin> {
  const { client, route } = await reach(address);
  const { rows } = await client.query('SHOW server_version');
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw postgresqlFailure(thrown, route.text);
    }
  };
  return {
    dialect: 'postgresql',
    text: route.text,
    serverVersion: String(rows[0]?.server_version),
    ours: postgresqlMigrationTarget(client, undefined, onNotice),
    users: postgresqlMigrationTarget(client, USER_LEDGER, onNotice),
    ourFiles: postgresqlMigrations(),
    migrate: () => guarded(() => migratePostgresql(client, onNotice)),
    afterSync: () => guarded(() => grantUserSchemas(client)),
    planUsers: (organization) =>
      guarded(async () => {
        await requireCurrent(postgresqlMigrationTarget(client), postgresqlMigrations(), route.text);
        return planUsers(client, organization);
      }),
    makeUsers: async (plan) => {
      const passwords = new Map(plan.users.map(({ name }) => [name, newPassword()]));
      await guarded(() => makeUsers(client, plan, passwords));
      return passwords;
    },
    close: () => client.end(),
  };
}
