import { join } from 'node:path';
import type { Dialect } from '../model/sql-runner.ts';
import { packageVersion } from '../util/package-root.ts';
import { migrate, type MigrationState, type MigrationTarget, migrationState } from './migrate.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';

/** A database as its owner sees it: for making and changing schemas. Whoever opens it closes it. */
export interface SchemaAdmin {
  dialect: Dialect;
  /** Address without password. */
  text: string;
  /** Version of SQLite or of the PostgreSQL server. */
  serverVersion: string;
  /** Where our own files go; the user's files have a ledger of their own. */
  ours: MigrationTarget;
  users: MigrationTarget;
  /** Our own files for this dialect. */
  ourFiles: MigrationFile[];
  /** Applies our own files, then sees to rights and partitions. Returns the names applied. */
  migrate(): Promise<string[]>;
  /** Sees to it that viewers may read what the user's own files made. */
  afterSync(): Promise<void>;
  /** The logins an organization should have; PostgreSQL only. */
  planUsers(organization: string): Promise<UsersPlan>;
  /** Makes those logins, or gives them new passwords. Returns name -> password. */
  makeUsers(plan: UsersPlan): Promise<Map<string, string>>;
  close(): Promise<void>;
}

export interface DatabaseUser {
  name: string;
  /** `viewer` reads one organization; `writer` reads and writes the one it says it works for. */
  kind: 'viewer' | 'writer';
  exists: boolean;
  /** Variable that its password is written to. */
  variable: string;
}

export interface UsersPlan {
  organizationId: number;
  users: DatabaseUser[];
}

export interface SyncReport {
  database: string;
  applied: string[];
  /** Files that were there already. */
  known: number;
  /** In the ledger, but no longer in the folders. */
  missing: string[];
}

export interface SyncFolders {
  projectDir: string;
  /** Relative to projectDir, in the order they run. */
  folders: readonly string[];
}

/**
 * The user's own SQL (spec/4's db_sync): folder by folder, each in the order of names, each file once.
 * @throws Failure MIGRATION_CHANGED, MIGRATION_FAILED
 */
export async function syncUserSql(
  admin: SchemaAdmin,
  folders: SyncFolders,
  onApplied?: (name: string) => void,
): Promise<SyncReport> {
  const files = userFiles(admin.dialect, folders);
  const applied = await migrate(admin.users, files, { by: packageVersion(), ...(onApplied ? { onApplied } : {}) });
  if (applied.length > 0) await admin.afterSync();
  const state = await migrationState(admin.users, files);
  return { database: admin.text, applied, known: files.length - applied.length, missing: state.unknown };
}

export const userSqlState = (admin: SchemaAdmin, folders: SyncFolders): Promise<MigrationState> =>
  migrationState(admin.users, userFiles(admin.dialect, folders));

/** Names in the ledger begin with the folder: a seed may be called as a migration is. */
function userFiles(dialect: Dialect, folders: SyncFolders): MigrationFile[] {
  return folders.folders.flatMap((folder) =>
    readMigrations(join(folders.projectDir, folder), dialect).map((file) => ({
      ...file,
      name: `${folder}/${file.name}`,
    })),
  );
}
