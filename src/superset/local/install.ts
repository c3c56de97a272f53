import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../errors.ts';
import type { LocalPaths } from './paths.ts';
import { isAlive, runLogged } from './process.ts';
import { findPython } from './python.ts';
import { requirementsOf } from './recipe.ts';

interface InstallOptions {
  paths: LocalPaths;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  note: (text: string) => void;
}

/**
 * Makes the virtual environment with Superset, once; later calls find it done. A half-made one (killed, no network) is
 * made afresh. Two that come at the same time: the second waits.
 * @throws Failure PYTHON_MISSING, TARGET_FAILED, LOCKED
 */
export async function installSuperset(options: InstallOptions): Promise<void> {
  const { paths, env, signal, note } = options;
  const requirements = requirementsOf(paths.version);
  const recipe = requirements.join('\n');
  const marker = join(paths.venv, '.feedback-loop-complete');
  const isDone = async () => (await readFile(marker, 'utf8').catch(() => '')) === recipe;
  if (await isDone()) return;
  const cache = dirname(paths.venv);
  await mkdir(cache, { recursive: true });
  const release = await takeFileLock(`${paths.venv}.lock`, isDone, signal);
  if (!release) return;
  try {
    const python = await findPython(env);
    note(`Installing Apache Superset ${paths.version} into a virtual environment (once, about a minute) …`);
    await rm(paths.venv, { recursive: true, force: true });
    await rm(paths.installLog, { force: true });
    const common = { env, cwd: cache, log: paths.installLog, signal };
    await runLogged(python, ['-m', 'venv', paths.venv], { ...common, what: 'making a virtual environment' });
    await runLogged(paths.bin('python'), ['-m', 'pip', 'install', '--no-input', ...requirements], {
      ...common,
      what: 'installing Superset',
    });
    if (!existsSync(paths.bin('gunicorn'))) throw new Failure('TARGET_FAILED', 'pip installed no gunicorn');
    await writeFile(marker, recipe);
  } finally {
    await release();
  }
}

/** Takes a lock file, or waits until `done` holds (then answers undefined). A lock of a dead process is taken over. */
async function takeFileLock(
  file: string,
  done: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<(() => Promise<void>) | undefined> {
  for (let waited = 0; waited < 600; waited++) {
    if (signal?.aborted) throw new Failure('INTERRUPTED', 'interrupted while waiting for another install');
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (await done()) return undefined;
  }
  throw new Failure('LOCKED', 'another process has been installing Superset for ten minutes', {
    where: { file },
    hint: 'If none does, remove the file named above.',
  });
}
