import { Failure } from '../errors.ts';
import type { Dialect } from '../model/sql-runner.ts';
import type { MigrationFile } from './migration-files.ts';
import { splitSql, type SqlStatement } from './split-sql.ts';

export interface AppliedMigration {
  name: string;
  checksum: string;
  /** When, as instant text. */
  applied_at: string;
  applied_by: string;
}

/** What a dialect has to offer so that files can be applied to it. */
export interface MigrationTarget {
  dialect: Dialect;
  /** The ledger; empty when the database has none yet. */
  applied(): Promise<AppliedMigration[]>;
  /** Runs `work` while no other process migrates this database; waits for one that does. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Makes the ledger, where it is missing. */
  prepare(): Promise<void>;
  /**
   * Runs the statements and writes the ledger in one transaction.
   * False when another process has applied this file in the meantime.
   * @throws StatementError when a statement fails; the database is then as it was
   */
  apply(statements: readonly PlacedStatement[], record: Omit<AppliedMigration, 'applied_at'>): Promise<boolean>;
}

export interface PlacedStatement extends SqlStatement {
  /** The file it stands in. */
  file: string;
}

/** A statement that the database refused, with the line where it begins or, if known, where it is wrong. */
export class StatementError extends Error {
  readonly where: { file: string; line: number };

  constructor({ file, line }: PlacedStatement, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.where = { file, line };
  }
}

export interface MigrationState {
  applied: AppliedMigration[];
  pending: MigrationFile[];
  /** Applied files that are not among ours: the database is newer, or the file was deleted. */
  unknown: string[];
}

/**
 * Compares files with the ledger. A file may name the checksum of a text it had, when that one did the same:
 * `-- formerly: …`.
 * @throws Failure MIGRATION_CHANGED when an applied file reads differently now
 */
export async function migrationState(
  target: MigrationTarget,
  files: readonly MigrationFile[],
): Promise<MigrationState> {
  const applied = await target.applied();
  const ledger = new Map(applied.map((each) => [each.name, each]));
  for (const file of files) {
    const before = ledger.get(file.name);
    if (before && before.checksum !== file.checksum && !file.text.includes(`-- formerly: ${before.checksum}`)) {
      throw new Failure(
        'MIGRATION_CHANGED',
        `${file.name} was applied with checksum ${before.checksum}, but its text now has ${file.checksum}`,
        { where: { file: file.path } },
      );
    }
  }
  const names = new Set(files.map((file) => file.name));
  return {
    applied,
    pending: files.filter((file) => !ledger.has(file.name)),
    unknown: applied.map((each) => each.name).filter((name) => !names.has(name)),
  };
}

interface MigrateOptions {
  /** Who applies: the version of feedback-loop. */
  by: string;
  onApplied?: (name: string) => void;
}

/**
 * Applies what is pending, in order, each file in its own transaction, one runner at a time. Returns the names applied.
 * @throws Failure MIGRATION_CHANGED, MIGRATION_FAILED (with file and line; the database is as before that file)
 */
export async function migrate(
  target: MigrationTarget,
  files: readonly MigrationFile[],
  options: MigrateOptions,
): Promise<string[]> {
  if ((await migrationState(target, files)).pending.length === 0) return [];
  return target.exclusively(async () => {
    await target.prepare();
    // Read again: another runner may have been faster while this one waited.
    const { pending } = await migrationState(target, files);
    const applied: string[] = [];
    for (const file of pending) {
      if (!(await applyFile(target, file, options.by))) continue;
      applied.push(file.name);
      options.onApplied?.(file.name);
    }
    return applied;
  });
}

const TRANSACTION_WORD = /^(BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|END)\b(?!\s+ATOMIC)/i;

async function applyFile(target: MigrationTarget, file: MigrationFile, by: string): Promise<boolean> {
  const statements = [file, ...(file.brings ?? [])].flatMap(({ path, text }) =>
    splitSql(text).map((statement) => ({ ...statement, file: path })),
  );
  const transactional = statements.find(({ sql }) => TRANSACTION_WORD.test(sql));
  if (transactional) {
    throw new Failure('MIGRATION_FAILED', `${firstLine(transactional.sql)}: a file runs in a transaction of its own`, {
      where: { file: transactional.file, line: transactional.line },
      hint: 'Remove BEGIN, COMMIT and ROLLBACK from the file.',
    });
  }
  try {
    return await target.apply(statements, { name: file.name, checksum: file.checksum, applied_by: by });
  } catch (thrown) {
    if (!(thrown instanceof StatementError)) throw thrown;
    throw new Failure('MIGRATION_FAILED', `${file.name}: ${thrown.message}`, {
      where: thrown.where,
      cause: thrown.cause,
    });
  }
}

const firstLine = (sql: string): string => sql.split('\n')[0] ?? sql;

/** The same target, whose errors are ours. A StatementError stays: it becomes one together with the file's name. */
export function translatingTarget(target: MigrationTarget, translate: (thrown: unknown) => Error): MigrationTarget {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw thrown instanceof StatementError ? thrown : translate(thrown);
    }
  };
  return {
    dialect: target.dialect,
    applied: () => guarded(() => target.applied()),
    exclusively: (work) => guarded(() => target.exclusively(work)),
    prepare: () => guarded(() => target.prepare()),
    apply: (statements, record) => guarded(() => target.apply(statements, record)),
  };
}
