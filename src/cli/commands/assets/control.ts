import { openProjectStore, withStore } from '../../project-store.ts';
import { type Config, loadConfig } from '../../../config/config.ts';
import { Failure } from '../../../errors.ts';
import type { Store } from '../../../store/store.ts';
import { type Actor, actorOf } from '../../../superset/state/actor.ts';
import { gitHead } from '../../../superset/state/git-head.ts';
import type { Io } from '../../command.ts';

/** The project around the working folder, which every command that deploys needs. @throws Failure PROJECT_MISSING */
export function projectConfig(io: Io): Config {
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  if (config.isProject) return config;
  throw new Failure('PROJECT_MISSING', `neither ${io.cwd} nor a folder above it holds a policy.yaml`);
}

/** Opens the control database (base, journal, lock) for the time of `work`. */
export function withControl<T>(config: Config, io: Io, work: (store: Store) => Promise<T>): Promise<T> {
  return withStore(io, work, { config, access: 'owner', create: true, migrate: true });
}

/** The same for commands that only look: nothing is made or changed, and no database yet is no failure. */
export async function withControlIfAny<T>(
  config: Config,
  io: Io,
  work: (store: Store | undefined) => Promise<T>,
): Promise<T> {
  let store: Store;
  try {
    store = await openProjectStore(io, config, { access: 'owner' });
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.code === 'DB_MISSING')) throw thrown;
    return work(undefined);
  }
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Who deploys, and which commit. */
export const currentActor = (config: Config): Actor => actorOf(config.env, gitHead(config.projectDir, config.env));
