import { join, resolve } from 'node:path';
import { SUPERSET_VERSION } from './recipe.ts';

/** Where the parts of a local Superset lie. `venv` may be shared between projects, `home` never is. */
export interface LocalPaths {
  venv: string;
  home: string;
  bin: (program: string) => string;
  installLog: string;
  serverLog: string;
  state: string;
  password: string;
  secretKey: string;
}

/** FEEDBACK_LOOP_CACHE, if set, holds the virtual environment for every project; otherwise the project's .cache does. */
export function localPaths(projectDir: string, env: NodeJS.ProcessEnv): LocalPaths {
  const shared = env.FEEDBACK_LOOP_CACHE ? resolve(projectDir, env.FEEDBACK_LOOP_CACHE) : join(projectDir, '.cache');
  const venv = join(shared, 'superset', `venv-${SUPERSET_VERSION}`);
  const home = join(projectDir, '.cache', 'superset', 'home');
  return {
    venv,
    home,
    bin: (program) => join(venv, 'bin', program),
    installLog: join(shared, 'superset', `install-${SUPERSET_VERSION}.log`),
    serverLog: join(home, 'server.log'),
    state: join(home, 'state.json'),
    password: join(home, 'admin_password'),
    secretKey: join(home, 'secret_key'),
  };
}
