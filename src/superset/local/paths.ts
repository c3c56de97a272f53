import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SUPERSET_VERSION } from './recipe.ts';

/** Where the parts of a local Superset lie. `venv` may be shared between projects, `home` never is. */
export interface LocalPaths {
  version: string;
  venv: string;
  home: string;
  bin: (program: string) => string;
  installLog: string;
  serverLog: string;
  state: string;
  password: string;
  secretKey: string;
}

/** The release that this project's Superset was last started as. */
export function currentVersion(projectDir: string): string {
  try {
    return readFileSync(versionFile(projectDir), 'utf8').trim() || SUPERSET_VERSION;
  } catch {
    return SUPERSET_VERSION;
  }
}

export const versionFile = (projectDir: string): string => join(projectDir, '.cache', 'superset', 'version');

/**
 * FEEDBACK_LOOP_CACHE, if set, holds the virtual environment for every project; otherwise the project's .cache does. Each
 * release has a home of its own: the metadata of a newer one cannot be read by an older.
 */
export function localPaths(
  projectDir: string,
  env: NodeJS.ProcessEnv,
  version: string = currentVersion(projectDir),
): LocalPaths {
  const shared = env.FEEDBACK_LOOP_CACHE ? resolve(projectDir, env.FEEDBACK_LOOP_CACHE) : join(projectDir, '.cache');
  const venv = join(shared, 'superset', `venv-${version}`);
  const home = join(projectDir, '.cache', 'superset', version === SUPERSET_VERSION ? 'home' : `home-${version}`);
  return {
    version,
    venv,
    home,
    bin: (program) => join(venv, 'bin', program),
    installLog: join(shared, 'superset', `install-${version}.log`),
    serverLog: join(home, 'server.log'),
    state: join(home, 'state.json'),
    password: join(home, 'admin_password'),
    secretKey: join(home, 'secret_key'),
  };
}
