import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { readSecret, Secret } from '../../config/secret.ts';
import { Failure } from '../../errors.ts';
import { connect, connectReadOnly } from '../client/client.ts';
import type { SessionOptions } from '../client/session.ts';
import { localStatus } from '../local/local-superset.ts';
import { supersetReader, supersetTarget } from '../superset-target.ts';
import type { Target, TargetReader } from '../target.ts';
import { openDirReader, openDirTarget } from '../target-dir/dir-target.ts';

export interface OpenTargetOptions {
  environment: Environment;
  projectDir: string;
  env: NodeJS.ProcessEnv;
  now: () => Date;
  attempts?: number;
  signal?: AbortSignal | undefined;
  /** Hears of calls that are tried again. */
  note?: (text: string) => void;
}

/**
 * The target of an environment, for looking only.
 * @throws Failure TARGET_*, CONFIG_INVALID, SECRET_UNREADABLE
 */
export async function openTargetReader(options: OpenTargetOptions): Promise<TargetReader> {
  const dir = folderOf(options);
  if (dir !== undefined) return openDirReader({ dir });
  return supersetReader(await connectReadOnly(await sessionOptions(options)));
}

/**
 * The target of an environment, for deploying to it.
 * @throws Failure TARGET_*, CONFIG_INVALID, SECRET_UNREADABLE
 */
export async function openTarget(options: OpenTargetOptions): Promise<Target> {
  const dir = folderOf(options);
  if (dir !== undefined) return openDirTarget({ dir, now: options.now });
  const { attempts, signal } = options;
  return supersetTarget(await connect(await sessionOptions(options)), { ...(attempts ? { attempts } : {}), signal });
}

const folderOf = ({ environment, projectDir }: OpenTargetOptions): string | undefined =>
  environment.target.dir === undefined ? undefined : resolve(projectDir, environment.target.dir);

async function sessionOptions(options: OpenTargetOptions): Promise<SessionOptions> {
  const { environment, projectDir, env, signal, note } = options;
  const { target } = environment;
  const local = environment.name === 'local' && target.url === undefined ? await ownSuperset(options) : undefined;
  const address = local ?? addressOf(options);
  const caFile = target.ca_file ?? env.SUPERSET_CA_FILE;
  return {
    target: { ...address, caFile: caFile === undefined ? undefined : resolve(projectDir, caFile) },
    env,
    signal,
    ...(options.attempts ? { retry: { attempts: options.attempts } } : {}),
    ...(note
      ? { onRetry: (event) => note(`${event.reason}; trying again in ${(event.waitMs / 1000).toFixed(1)} s …`) }
      : {}),
  };
}

/** The Superset that `superset up` made for this project, if it did. */
async function ownSuperset({
  projectDir,
  env,
}: OpenTargetOptions): Promise<{ url: string; username: string; password: Secret } | undefined> {
  const state = await localStatus({ projectDir, env });
  if (!state || !existsSync(state.passwordFile)) return undefined;
  if (!state.running) {
    throw new Failure('TARGET_UNREACHABLE', `the Superset of this project (${state.url}) is stopped`, {
      hint: 'Start it: feedback-loop superset up',
    });
  }
  const password = new Secret(readFileSync(state.passwordFile, 'utf8').trim(), state.passwordFile);
  return { url: state.url, username: state.username, password };
}

function addressOf({ environment, env }: OpenTargetOptions): { url: string; username: string; password: Secret } {
  const { target, file, name } = environment;
  const urlNames = [target.url_env, 'SUPERSET_URL', 'BASE_URL'].filter((each) => each !== undefined);
  const url = target.url ?? urlNames.map((each) => env[each]).find((each) => each !== undefined && each !== '');
  const up = name === 'local' ? 'Start one: feedback-loop superset up' : undefined;
  if (url === undefined) {
    throw new Failure('CONFIG_INVALID', `the address of Superset for ${name} is not known: ${urlNames[0]} is not set`, {
      where: { file },
      hint: up ?? `Set ${urlNames[0]}, or target.url in ${file}.`,
    });
  }
  const userNames = [target.username_env, 'SUPERSET_USERNAME', 'SUPERSET_ADMIN_USER'].filter(
    (each) => each !== undefined,
  );
  const username = userNames.map((each) => env[each]).find((each) => each !== undefined && each !== '');
  const passwordNames = [target.password_env, 'SUPERSET_PASSWORD', 'SUPERSET_ADMIN_PASS'].filter(
    (each) => each !== undefined,
  );
  const password = readSecret(env, ...passwordNames);
  const missing = username === undefined ? userNames[0] : password === undefined ? passwordNames[0] : undefined;
  if (missing !== undefined || username === undefined || password === undefined) {
    throw new Failure('SECRET_UNREADABLE', `the login for ${url} is not known: ${missing} is not set`, {
      where: { file },
      hint: `Set ${missing}${missing === passwordNames[0] ? `, ${missing}_FILE or ${missing}_COMMAND` : ''}.`,
    });
  }
  return { url, username, password };
}
