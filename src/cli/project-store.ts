import { type Config, loadConfig } from '../config/config.ts';
import { Failure } from '../errors.ts';
import { openStore } from '../store/open.ts';
import type { OpenOptions, Store } from '../store/store.ts';
import type { Io } from './command.ts';

/** Commands that need the project itself, not only its database. @throws Failure PROJECT_MISSING */
export function requireProject(config: Config): void {
  if (!config.isProject) throw new Failure('PROJECT_MISSING', `${config.projectDir} holds no policy.yaml`);
}

/** The store of the configured database and organization; the caller closes it. @throws Failure of openStore */
export const openProjectStore = (io: Io, config: Config, options: Partial<OpenOptions> = {}): Promise<Store> =>
  openStore({
    uri: config.database.reveal(),
    organization: config.organization,
    cwd: config.projectDir,
    onNotice: (message) => io.output.note(message),
    ...options,
  });

/** The same store for the time of `work`, with the configuration around the working folder unless one is given. */
export async function withStore<T>(
  io: Io,
  work: (store: Store) => Promise<T>,
  options: Partial<OpenOptions> & { config?: Config } = {},
): Promise<T> {
  const { config = loadConfig({ cwd: io.cwd, env: io.env }), ...open } = options;
  const store = await openProjectStore(io, config, open);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
