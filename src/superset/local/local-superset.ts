import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Failure } from '../../errors.ts';
import { HttpClient } from '../../http/http-client.ts';
import { sleep } from '../../http/retry.ts';
import { installSuperset } from './install.ts';
import { currentVersion, type LocalPaths, localPaths, versionFile } from './paths.ts';
import { isAlive, runLogged, startDetached, tail } from './process.ts';
import { CONFIG_PY, knownRelease, PREPARE_PY } from './recipe.ts';

export interface LocalSuperset {
  url: string;
  username: string;
  /** File that holds the administrator's password, readable by its owner only. */
  passwordFile: string;
  version: string;
  pid: number;
  startedAt: string;
}

interface LocalOptions {
  projectDir: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  note?: (text: string) => void;
  /** Loopback port to listen on; default: the one of the last time if it is free, else any. */
  port?: number | undefined;
  /** Release to start: "5.0.0". Default: the one of the last time, else the newest known. */
  version?: string | undefined;
  now?: () => Date;
}

/** What is known of this project's Superset, and whether it answers. Undefined when none was ever started. */
export async function localStatus(
  options: LocalOptions,
): Promise<(LocalSuperset & { running: boolean; healthy: boolean }) | undefined> {
  const paths = localPaths(options.projectDir, options.env);
  const state = await readState(paths);
  if (!state) return undefined;
  const running = isAlive(state.pid);
  return { ...state, running, healthy: running && (await isHealthy(state.url)) };
}

/**
 * A running Superset of our own for this project: installed, initialised and started as far as it is not yet. Calling it
 * again changes nothing.
 * @throws Failure PYTHON_MISSING, TARGET_FAILED, LOCKED, INTERRUPTED
 */
export async function startLocal(options: LocalOptions): Promise<LocalSuperset> {
  const wanted = options.version === undefined ? undefined : knownRelease(options.version);
  // One at a time: the address of a project's own Superset leads to one release.
  if (wanted !== undefined && wanted !== currentVersion(options.projectDir)) await stopLocal(options);
  const paths = localPaths(options.projectDir, options.env, wanted);
  const note = options.note ?? (() => {});
  await mkdir(paths.home, { recursive: true, mode: 0o700 });
  await writeFile(versionFile(options.projectDir), `${paths.version}\n`);
  const before = await localStatus(options);
  if (before?.healthy && (options.port === undefined || before.url.endsWith(`:${options.port}`))) {
    const { running: _, healthy: __, ...state } = before;
    return state;
  }
  if (before?.running) await stopLocal(options);
  await installSuperset({ paths, env: options.env, signal: options.signal, note });
  await prepare(paths, options, note);
  const port = options.port ?? (await freePort(before ? Number(new URL(before.url).port) : undefined));
  note('Starting Superset …');
  const pid = await startDetached(
    paths.bin('gunicorn'),
    [
      '-w',
      '2',
      '-k',
      'gthread',
      '--threads',
      '8',
      '--timeout',
      '300',
      '-b',
      `127.0.0.1:${port}`,
      'superset.app:create_app()',
    ],
    { env: pythonEnv(paths, options.env), cwd: paths.home, log: paths.serverLog },
  );
  const state: LocalSuperset = {
    url: `http://127.0.0.1:${port}`,
    username: 'admin',
    passwordFile: paths.password,
    version: paths.version,
    pid,
    startedAt: (options.now?.() ?? new Date()).toISOString(),
  };
  await writeFile(paths.state, `${JSON.stringify(state, null, 2)}\n`);
  await waitForHealth(state, paths, options.signal);
  return state;
}

/** Stops this project's Superset; answers whether one was running. Its data stays. */
export async function stopLocal(options: LocalOptions): Promise<boolean> {
  const state = await readState(localPaths(options.projectDir, options.env));
  if (!state || !isAlive(state.pid)) return false;
  // A detached process leads a group of its own: the workers go with it.
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(-state.pid, signal);
    } catch {
      return true;
    }
    for (let waited = 0; waited < 100 && isAlive(state.pid); waited++) await sleep(100);
    if (!isAlive(state.pid)) return true;
  }
  throw new Failure('TARGET_FAILED', `Superset (process ${state.pid}) does not stop`);
}

async function prepare(paths: LocalPaths, options: LocalOptions, note: (text: string) => void): Promise<void> {
  await writeFile(`${paths.home}/superset_config.py`, CONFIG_PY);
  const marker = `${paths.home}/prepared-${paths.version}`;
  for (const file of [paths.secretKey, paths.password]) {
    if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  if (existsSync(marker)) return;
  note('Initialising Superset (once, about 20 seconds) …');
  await runLogged(paths.bin('python'), ['-c', PREPARE_PY], {
    env: pythonEnv(paths, options.env),
    cwd: paths.home,
    log: `${paths.home}/prepare.log`,
    stdin: await readFile(paths.password, 'utf8'),
    signal: options.signal,
    what: 'initialising Superset',
  });
  await writeFile(marker, '');
}

/** Only what a Python program needs: the project's secrets have no business in Superset's environment. */
function pythonEnv(paths: LocalPaths, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'SSL_CERT_FILE', 'LD_LIBRARY_PATH', 'PYENV_VERSION'];
  const passed = Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  return {
    ...passed,
    SUPERSET_CONFIG_PATH: `${paths.home}/superset_config.py`,
    SUPERSET_HOME: paths.home,
    FLASK_APP: 'superset',
    PYTHONUNBUFFERED: '1',
  };
}

async function readState(paths: LocalPaths): Promise<LocalSuperset | undefined> {
  const text = await readFile(paths.state, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as LocalSuperset;
  } catch {
    await rm(paths.state, { force: true });
    return undefined;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  const http = new HttpClient({ retry: { attempts: 1 }, timeoutMs: 5_000 });
  try {
    const answer = await http.request({ url: `${url}/health` });
    return answer.status === 200 && Buffer.from(answer.body).toString() === 'OK';
  } catch {
    return false;
  } finally {
    await http.close();
  }
}

async function waitForHealth(state: LocalSuperset, paths: LocalPaths, signal: AbortSignal | undefined): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (signal?.aborted) throw new Failure('INTERRUPTED', 'interrupted while Superset starts; it goes on starting');
    if (await isHealthy(state.url)) return;
    if (!isAlive(state.pid)) break;
    await sleep(250);
  }
  throw new Failure('TARGET_FAILED', `Superset did not start:\n${await tail(paths.serverLog)}`, {
    where: { file: paths.serverLog },
  });
}

/** A free port of the loopback interface: the preferred one if nothing listens there. */
async function freePort(preferred?: number): Promise<number> {
  const listen = (port: number): Promise<number | undefined> =>
    new Promise((resolve) => {
      const server = createServer();
      server.on('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
      });
    });
  const port = (preferred ? await listen(preferred) : undefined) ?? (await listen(0));
  if (port === undefined) throw new Failure('PORT_TAKEN', 'no free port on 127.0.0.1');
  return port;
}
