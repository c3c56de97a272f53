import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
 * One sync per database and machine at a time: the second would only do the same work again. Answers the function that
 * gives the lock back.
 * @throws Failure LOCKED
 */
export function lockSync(env: NodeJS.ProcessEnv, database: string): () => void {
  const folder = stateFolder(env);
  return lockFile(join(folder, `sync-${sha256(database).slice(0, 16)}.lock`), 'sync of this database');
}

/**
 * Holds a file as the sign that `what` is under way. A lock whose process is gone is taken over. Answers the function that
 * gives it back.
 * @throws Failure LOCKED
 */
function lockFile(file: string, what: string): () => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) {
      throw new Failure('LOCKED', `another ${what} is running (process ${holder})`, {
        hint: 'It does the same work; wait for it, or stop it.',
      });
    }
    rmSync(file, { force: true });
  }
  throw new Failure('LOCKED', `another ${what} has just started`, {
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
