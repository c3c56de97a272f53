import type { Config } from '../../config/config.ts';
import { type Environment, environmentNames, loadEnvironment } from '../../config/environment.ts';
import { loadPolicy } from '../../config/policy.ts';
import { Failure, placeText } from '../../errors.ts';
import { migrationState } from '../../store/migrate.ts';
import { openSchemaAdmin } from '../../store/open.ts';
import { compileProject } from '../../superset/compile/compile.ts';
import { openTargetReader } from '../../superset/deploy/open-target.ts';
import { findPython } from '../../superset/local/python.ts';

const LEAST_NODE = [20, 19] as const;

/** @throws Failure when Node is too old */
export function nodeCheck(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return version;
  throw new Failure('INTERNAL', `${version} is too old`, { hint: `Install Node ${LEAST_NODE.join('.')} or newer.` });
}

export function projectCheck(config: Config): string {
  if (config.isProject) return config.projectDir;
  throw new Failure('PROJECT_MISSING', `no policy.yaml in ${config.projectDir} or above`, {
    hint: 'feedback-loop init',
  });
}

/** policy.yaml and every environment that can be read; an unset variable counts only where it is asked for. */
export function policyCheck({ projectDir, env }: Config, environment: string | undefined): string {
  placed(() => loadPolicy(projectDir));
  const names = environmentNames(projectDir);
  if (environment !== undefined) placed(() => loadEnvironment(projectDir, environment, env));
  return `policy.yaml, ${names.length === 0 ? 'no environments' : names.join(', ')}`;
}

export function templatesCheck({ projectDir, env }: Config, environment: string): string {
  const { files, findings } = placed(() => compileProject({ projectDir, environment, env }));
  const errors = findings.filter((each) => each.severity === 'error');
  const [first] = errors;
  if (!first) return `${files.length - 1} assets compile for ${environment}`;
  throw new Failure(
    'ASSET_INVALID',
    `${errors.length} errors; the first at ${placeText(first.where)}: ${first.message}`,
    {
      hint: `feedback-loop assets validate --env ${environment}`,
    },
  );
}

/** Reachable, and with the tables of this version. Makes nothing. */
export async function databaseCheck(config: Config): Promise<string> {
  const admin = await openSchemaAdmin({ uri: config.database.reveal(), cwd: config.projectDir });
  try {
    const { pending, unknown } = await migrationState(admin.ours, admin.ourFiles);
    const where = `${admin.text}, ${admin.dialect} ${admin.serverVersion}`;
    if (unknown.length > 0) throw new Failure('DB_NEWER', `${where}: made by a newer feedback-loop`);
    if (pending.length === 0) return where;
    throw new Failure('DB_OLDER', `${where}: ${pending.length} of ${admin.ourFiles.length} migrations are pending`, {
      hint: 'feedback-loop db migrate',
    });
  } finally {
    await admin.close();
  }
}

export const pythonCheck = (config: Config): Promise<string> => findPython(config.env);

/** Reachable, logged in, of a version that we know. */
export async function supersetCheck(config: Config, environment: Environment, now: () => Date): Promise<string> {
  const { projectDir, env } = config;
  const target = await openTargetReader({ environment, projectDir, env, now, attempts: 1 });
  try {
    const objects = await target.list();
    const said = `${target.address}, Superset ${target.version}, ${objects.size} objects visible`;
    const wanted = environment.target.version;
    if (target.version.startsWith(wanted)) return said;
    throw new Failure('TARGET_UNSUPPORTED', `${said}; ${environment.file} compiles for ${wanted}`, {
      hint: `Set target.version: '${target.version.split('.').slice(0, 2).join('.')}' in ${environment.file}.`,
    });
  } finally {
    await target.close();
  }
}

/** A failure in a file says where. */
function placed<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !thrown.where) throw thrown;
    throw new Failure(thrown.code, `${placeText(thrown.where)}: ${thrown.message}`, {
      hint: thrown.hint,
      cause: thrown,
    });
  }
}
