import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../errors.ts';
import { sha256 } from '../../util/hash.ts';
import { stateFolder } from '../state-folder.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * One sync per database and machine at a time: the second would only do the same work again. A lock whose process is
 * gone is taken over. Answers the function that gives it back.
 * @throws Failure LOCKED
 */
export function lockSync(env: NodeJS.ProcessEnv, database: string): () => void {
  const folder = stateFolder(env);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `sync-${sha256(database).slice(0, 16)}.lock`);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) {
      throw new Failure('LOCKED', `another sync of this database is running (process ${holder})`, {
        hint: 'It does the same work; wait for it, or stop it.',
      });
    }
    rmSync(file, { force: true });
  }
  throw new Failure('LOCKED', 'another sync of this database has just started', {
    hint: 'It does the same work; wait for it.',
  });
}

function readHolder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
