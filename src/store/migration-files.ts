import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../model/sql-runner.ts';
import { sha256 } from '../util/hash.ts';

/** SQL with the place it comes from. */
export interface Script {
  path: string;
  text: string;
}

export interface MigrationFile extends Script {
  /** Name in the ledger: the file's, without the folder. */
  name: string;
  /** SHA-256 of the text with Unix line ends, so that a checkout on Windows has the same. */
  checksum: string;
  /** What runs after it, in the same transaction. */
  brings?: readonly Script[];
}

const VARIANT = /\.(postgresql|sqlite)\.sql$/;

/**
 * The `*.sql` files of a folder that are for this dialect, in the order of their names. `NAME.postgresql.sql` is for
 * one dialect only; `NAME.sql` is for every dialect that has no variant of it. A missing folder has no files.
 */
export function readMigrations(folder: string, dialect: Dialect): MigrationFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql') && !name.startsWith('.'));
  const present = new Set(names);
  return names
    .filter((name) => {
      const variant = VARIANT.exec(name)?.[1];
      return variant ? variant === dialect : !present.has(name.replace(/\.sql$/, `.${dialect}.sql`));
    })
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => migrationFile(join(folder, name), name));
}

function migrationFile(path: string, name: string): MigrationFile {
  const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  return { name, path, text, checksum: sha256(text) };
}
