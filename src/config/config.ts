import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { Failure } from '../errors.ts';
import { readSecret, Secret } from './secret.ts';

export interface Config {
  /** The folder that holds policy.yaml, or the working folder when there is none. */
  projectDir: string;
  /** Whether projectDir holds a policy.yaml. */
  isProject: boolean;
  /** Address of the one database; may hold a password, hence a secret. */
  database: Secret;
  /** Slug of the organization that is read and written. */
  organization: string;
  /** IANA zone that timestamps without one are read in. */
  timezone: string;
  /** The environment with the project's .env under it: real variables win. */
  env: NodeJS.ProcessEnv;
}

/** The nearest folder upwards that holds a policy.yaml. */
function findProject(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'policy.yaml'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Environment and .env -> known settings.
 * @throws Failure DB_URI_MISMATCH, SECRET_UNREADABLE
 */
export function loadConfig(options: { cwd: string; env: NodeJS.ProcessEnv; projectDir?: string | undefined }): Config {
  const found = options.projectDir ? resolve(options.cwd, options.projectDir) : findProject(options.cwd);
  const projectDir = found ?? resolve(options.cwd);
  const dotenvFile = join(projectDir, '.env');
  const env = { ...(existsSync(dotenvFile) ? parse(readFileSync(dotenvFile)) : {}), ...options.env };
  const database =
    readSecret(env, 'METRICS_DB_URI') ?? new Secret(`sqlite:///${join(projectDir, 'feedback-loop.db')}`, 'the default');
  const api = readSecret(env, 'API_DB_URI');
  if (api && api.reveal() !== database.reveal()) {
    throw new Failure('DB_URI_MISMATCH', `${database.source} and ${api.source} name different databases`);
  }
  return {
    projectDir,
    isProject: existsSync(join(projectDir, 'policy.yaml')),
    database,
    organization: env.FEEDBACK_LOOP_ORG ?? 'default',
    timezone: env.FEEDBACK_LOOP_TIMEZONE ?? 'UTC',
    env,
  };
}
