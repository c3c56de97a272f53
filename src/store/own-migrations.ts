import { join } from 'node:path';
import type { Dialect } from '../model/sql-runner.ts';
import { sha256 } from '../util/hash.ts';
import { type MigrationFile, readMigrations, type Script } from './migration-files.ts';

/** A line of a migration: with this file the views are made anew, as the folder `views` has them. Behind it, their checksum. */
const MAKES_VIEWS = /^-- views: ([0-9a-f]{64})$/m;
const VIEW = /^CREATE VIEW (\S+)/gm;

/**
 * Our own files of a dialect: `migrations`, each applied once, and `views`, whose texts stand in one place only. The newest
 * migration that asks for the views brings all of them; older ones that asked bring none, the tables they would need may
 * not be there yet.
 */
export function ownMigrations(folder: string, dialect: Dialect): MigrationFile[] {
  const files = readMigrations(join(folder, 'migrations'), dialect);
  const newest = files.findLast((file) => MAKES_VIEWS.test(file.text));
  const views = readMigrations(join(folder, 'views'), dialect);
  return files.map((file) => (file === newest ? { ...file, brings: [dropAll(file.path, views), ...views] } : file));
}

/** What the newest migration that makes the views must say of them, so that no view changes without a migration. */
export function viewsChecksum(folder: string, dialect: Dialect): { said: string | undefined; is: string } {
  const said = readMigrations(join(folder, 'migrations'), dialect).findLast((file) => MAKES_VIEWS.test(file.text));
  const views = readMigrations(join(folder, 'views'), dialect);
  const is = sha256(views.map(({ checksum }) => checksum).join(''));
  return { said: said && MAKES_VIEWS.exec(said.text)?.[1], is };
}

/** Those that read others go first. A view that is no longer in the folder is dropped by the migration that takes it away. */
function dropAll(path: string, views: readonly Script[]): Script {
  const names = views.flatMap(({ text }) => [...text.matchAll(VIEW)].map((match) => match[1]));
  return {
    path,
    text: names
      .toReversed()
      .map((name) => `DROP VIEW IF EXISTS ${name};`)
      .join('\n'),
  };
}
