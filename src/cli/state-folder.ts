import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure, messageOf } from '../errors.ts';

/** Where this user's own state lies: what belongs to the machine, not to a project. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  if (env.FEEDBACK_LOOP_STATE_DIR) return env.FEEDBACK_LOOP_STATE_DIR;
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'feedback-loop');
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'feedback-loop');
}

/** A value that is made once and then stays; two processes that make it at once agree on one. */
function kept(env: NodeJS.ProcessEnv, name: string, make: () => string): string {
  const folder = stateFolder(env);
  const file = join(folder, name);
  const read = (): string | undefined => {
    try {
      return readFileSync(file, 'utf8').trim() || undefined;
    } catch {
      return undefined;
    }
  };
  const known = read();
  if (known !== undefined) return known;
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${make()}\n`, { mode: 0o600, flag: 'wx' });
    // A link is made whole or not at all, and fails where another process was first.
    try {
      linkSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (cause) {
    const other = read();
    if (other !== undefined) return other;
    throw new Failure('FILE_UNREADABLE', `${file} cannot be made: ${messageOf(cause)}`, {
      hint: 'Name a folder that can be written in FEEDBACK_LOOP_STATE_DIR.',
      cause,
    });
  }
  return read() as string;
}

/** A random name of this machine for this user. */
export const machineId = (env: NodeJS.ProcessEnv): string => kept(env, 'machine-id', randomUUID);

/** The key that names of persons are hashed with: FEEDBACK_LOOP_HASH_KEY, else one made for this user. */
export const hashKey = (env: NodeJS.ProcessEnv): string =>
  env.FEEDBACK_LOOP_HASH_KEY || kept(env, 'hash-key', () => randomBytes(32).toString('hex'));
