import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '../../errors.ts';

const run = promisify(execFile);

const SUPPORTED = ['3.11', '3.10'];
const VERSION_CODE = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';

/**
 * A Python that Superset 6.1 runs on: FEEDBACK_LOOP_PYTHON, else python3.11, python3.10, or python3 when it is one of
 * these.
 * @throws Failure PYTHON_MISSING
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env.FEEDBACK_LOOP_PYTHON;
  const found: string[] = [];
  for (const program of named ? [named] : ['python3.11', 'python3.10', 'python3']) {
    const version = await versionOf(program, env);
    if (version !== undefined && SUPPORTED.includes(version)) return program;
    if (version !== undefined) found.push(`${program} is ${version}`);
  }
  const seen = found.length > 0 ? ` (${found.join(', ')})` : '';
  if (named) {
    throw new Failure('PYTHON_MISSING', `FEEDBACK_LOOP_PYTHON names no usable Python 3.10 or 3.11: ${named}${seen}`);
  }
  throw new Failure('PYTHON_MISSING', `Superset needs Python 3.10 or 3.11, with venv; none was found${seen}`, {
    hint: 'Install one (Debian: apt install python3.11-venv; macOS: brew install python@3.11), or name it in FEEDBACK_LOOP_PYTHON.',
  });
}

async function versionOf(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['-c', VERSION_CODE], { env, timeout: 20_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
