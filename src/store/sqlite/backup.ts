import { existsSync, renameSync, rmSync } from 'node:fs';
import { Failure, messageOf } from '../../errors.ts';
import { connectSqlite } from './connection.ts';
import { sqliteFailure } from './failure.ts';

/** Copies a database that others may be using: SQLite's own online backup, which is whole or fails. */
export async function backupSqlite(from: string, to: string): Promise<void> {
  const source = connectSqlite(from, { readonly: true });
  try {
    await source.raw.backup(to);
    const copy = connectSqlite(to, {});
    try {
      const result = copy.raw.pragma('integrity_check', { simple: true });
      if (result !== 'ok') throw new Failure('DB_CORRUPT', `${from} is damaged: ${String(result)}`);
      // One file, without a journal beside it, is what one can carry away.
      copy.raw.pragma('journal_mode = DELETE');
    } finally {
      await copy.close();
    }
  } catch (thrown) {
    rmSync(to, { force: true });
    throw sqliteFailure(thrown, from);
  } finally {
    await source.close();
  }
}

/**
 * Puts a copy of `backup` in the place of the database, which is kept beside it. Answers where; undefined when there was
 * none. The new file is whole before the old one is moved.
 * @throws Failure DB_LOCKED when another process uses the database
 */
export async function replaceSqlite(path: string, backup: string): Promise<string | undefined> {
  const fresh = `${path}.restoring`;
  rmSync(fresh, { force: true });
  await backupSqlite(backup, fresh);
  let kept: string | undefined;
  try {
    if (existsSync(path)) {
      await foldJournal(path);
      kept = `${path}.before-restore`;
      rmSync(kept, { force: true });
      renameSync(path, kept);
    }
    renameSync(fresh, path);
  } catch (thrown) {
    rmSync(fresh, { force: true });
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('FILE_UNREADABLE', `${path} cannot be replaced: ${messageOf(thrown)}`, { cause: thrown });
  }
  return kept;
}

/** Takes the journal into the file, so that moving the file moves everything; fails while others use it. */
async function foldJournal(path: string): Promise<void> {
  let connection: ReturnType<typeof connectSqlite>;
  try {
    connection = connectSqlite(path, { waitMs: 1_000 });
  } catch (thrown) {
    // A damaged database is one reason to restore; it is moved as it is.
    if (thrown instanceof Failure && thrown.code === 'DB_CORRUPT') return;
    throw thrown;
  }
  try {
    const mode = connection.raw.pragma('journal_mode = DELETE', { simple: true });
    if (mode !== 'delete') throw new Failure('DB_LOCKED', `${path} is in use by another process`);
  } catch (thrown) {
    throw sqliteFailure(thrown, path);
  } finally {
    await connection.close();
  }
}
