import { Failure } from '../../errors.ts';
import type { SchemaAdmin } from '../schema-admin.ts';
import type { SqliteAddress } from '../uri.ts';
import { connectSqlite } from './connection.ts';
import { sqliteMigrationTarget, USER_LEDGER } from './migration-target.ts';
import { migrateSqlite, sqliteMigrations } from './open.ts';

/** Opens the file, and makes it where it is missing if `create`. */
export function sqliteSchemaAdmin(address: SqliteAddress, create: boolean): SchemaAdmin {
  const connection = connectSqlite(address.path, { create });
  return {
    dialect: 'sqlite',
    text: address.path,
    serverVersion: String(connection.raw.prepare('SELECT sqlite_version()').pluck().get()),
    ours: sqliteMigrationTarget(connection),
    users: sqliteMigrationTarget(connection, USER_LEDGER),
    ourFiles: sqliteMigrations(),
    migrate: () => migrateSqlite(connection),
    afterSync: async () => {},
    planUsers: noUsers,
    makeUsers: noUsers,
    close: () => connection.close(),
  };
}

const noUsers = async (): Promise<never> => {
  throw new Failure('USAGE', 'a SQLite file has no users: who can read the file can read all of it', {
    hint: 'Protect the file with the permissions of the file system, or use PostgreSQL.',
  });
};
