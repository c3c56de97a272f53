import { Failure } from '../errors.ts';
import { type MigrationTarget, migrationState } from './migrate.ts';
import type { MigrationFile } from './migration-files.ts';

/**
 * Refuses a database whose schema is not ours.
 * @throws Failure DB_MISSING without a schema, DB_OLDER when migrations are pending, DB_NEWER when it has some that we do not know
 */
export async function requireCurrent(
  target: MigrationTarget,
  files: readonly MigrationFile[],
  database: string,
): Promise<void> {
  const state = await migrationState(target, files);
  if (state.unknown.length > 0) {
    throw new Failure('DB_NEWER', `${database} has ${state.unknown.join(', ')}, which this version does not know`);
  }
  if (state.applied.length === 0) throw new Failure('DB_MISSING', `${database} has no schema of feedback-loop yet`);
  if (state.pending.length > 0) {
    const names = state.pending.map((file) => file.name).join(', ');
    throw new Failure('DB_OLDER', `${database} is older than this feedback-loop: ${names} must be applied`);
  }
}
