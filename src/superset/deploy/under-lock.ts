import type { Store } from '../../store/store.ts';
import type { Actor } from '../state/actor.ts';
import { type HeldLock, takeLock } from '../state/lock.ts';
import { fromMirror, toMirror } from '../state/mirrored.ts';
import type { Project } from './project.ts';

export interface LockedWork<T> {
  project: Project;
  store: Store;
  /** What is being done, as the lock names it. */
  operation: string;
  actor: Actor;
  now: () => number;
  /** How long to wait for another one to finish, in milliseconds. */
  lockWaitMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Hears where the record of what was applied comes from. */
  note?: ((text: string) => void) | undefined;
  work: (lock: HeldLock) => Promise<T>;
  /** Address of the target that was worked on; undefined when none was reached. */
  targetOf: (done: T) => string | undefined;
}

/**
 * Works under the lock of an environment: before, the control database is brought up to the mirror of the base, and
 * afterwards the mirror up to the control database.
 * @throws Failure LOCKED, MIRROR_FAILED, MIRROR_MOVED and those of the work
 */
export async function underLock<T>(input: LockedWork<T>): Promise<T> {
  const { project, store, operation, actor, now, signal, note = () => {} } = input;
  const { environment, mirror } = project;
  const lock = await takeLock({ store, environment, operation, actor, now, signal, waitMs: input.lockWaitMs ?? 0 });
  try {
    const found = mirror && (await fromMirror(store, mirror, environment, note));
    const done = await input.work(lock);
    const target = input.targetOf(done);
    if (mirror && found && target !== undefined) await toMirror(store, mirror, { environment, target, actor, found });
    return done;
  } finally {
    await lock.release();
  }
}
