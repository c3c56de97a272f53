import { existsSync } from 'node:fs';
import { Failure } from '../../errors.ts';
import type { ForeignDatabase } from '../store.ts';
import type { SqliteAddress } from '../uri.ts';
import { sqliteRunner } from './runner.ts';

/** @throws Failure DB_MISSING */
export function foreignSqlite({ path }: SqliteAddress): ForeignDatabase {
  if (!existsSync(path)) throw new Failure('DB_MISSING', `${path} does not exist`);
  const runner = sqliteRunner(path);
  return { runner, close: () => Promise.resolve(runner.close()) };
}
