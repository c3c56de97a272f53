import { Failure, messageOf } from '../../errors.ts';

/** What better-sqlite3 threw, as one of our errors. */
export function sqliteFailure(thrown: unknown, path: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  const message = messageOf(thrown);
  const details = { cause: thrown };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new Failure('DB_LOCKED', `${path} is locked by another process`, details);
  }
  if (code.startsWith('SQLITE_NOTADB')) return new Failure('DB_CORRUPT', `${path} is no SQLite database`, details);
  if (code.startsWith('SQLITE_CORRUPT')) return new Failure('DB_CORRUPT', `${path} is damaged: ${message}`, details);
  if (code.startsWith('SQLITE_FULL')) return new Failure('DISK_FULL', `no room left to write ${path}`, details);
  if (code.startsWith('SQLITE_READONLY')) {
    return new Failure('FILE_UNREADABLE', `${path} cannot be written: ${message}`, details);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM') || code.startsWith('SQLITE_AUTH')) {
    return new Failure('FILE_UNREADABLE', `${path} cannot be opened: ${message}`, details);
  }
  return new Failure('DB_QUERY_FAILED', message, details);
}

const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : '';
