import { type Config, loadConfig } from '../../../config/config.ts';
import { loadPolicy } from '../../../config/policy.ts';
import { readSecret, type Secret } from '../../../config/secret.ts';
import { openSchemaAdmin } from '../../../store/open.ts';
import type { SchemaAdmin, SyncFolders } from '../../../store/schema-admin.ts';
import type { Io } from '../../command.ts';

/** What every db command starts from. */
export const configOf = (io: Io): Config => loadConfig({ cwd: io.cwd, env: io.env });

/** Opens the database as its owner for the time of `work`. */
export async function withAdmin<T>(
  io: Io,
  options: { config: Config; create?: boolean; database?: Secret },
  work: (admin: SchemaAdmin) => Promise<T>,
): Promise<T> {
  const admin = await openSchemaAdmin({
    uri: (options.database ?? options.config.database).reveal(),
    cwd: options.config.projectDir,
    create: options.create ?? false,
    onNotice: (message) => io.output.note(message),
  });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** spec/4 names the database of the user's own SQL POSTGRES_URL; without it, it is the one of the metrics. */
export const userSqlDatabase = (config: Config): Secret => readSecret(config.env, 'POSTGRES_URL') ?? config.database;

/** The folders of the user's own SQL, as policy.yaml has them. */
export function userSqlFolders({ projectDir }: Config): SyncFolders {
  const { db } = loadPolicy(projectDir);
  const folders = { migrations_and_seed: [db.migrations_dir, db.seed_dir], migrations: [db.migrations_dir], none: [] };
  return { projectDir, folders: folders[db.mode] };
}
