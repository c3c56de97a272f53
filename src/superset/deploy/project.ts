import { connectionPassword } from '../../config/environment.ts';
import { loadPolicy, type Policy } from '../../config/policy.ts';
import { sha256 } from '../../util/hash.ts';
import type { PasswordOf } from '../apply/passwords.ts';
import { type Compiled, compileProject } from '../compile/compile.ts';
import { type Mirror, openMirror } from '../state/mirror.ts';

/** A project as one deployment needs it. */
export interface Project {
  projectDir: string;
  env: NodeJS.ProcessEnv;
  environment: string;
  policy: Policy;
  compiled: Compiled;
  passwordOf: PasswordOf;
  /** Where the base is kept in Git too; undefined when the policy names no ref. */
  mirror: Mirror | undefined;
}

interface ProjectOptions {
  projectDir: string;
  env: NodeJS.ProcessEnv;
  environment: string;
  /** Ends what waits for the remote of the mirror. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads policy and environment, and compiles. Mistakes in templates are in `compiled.findings`.
 * @throws Failure NOT_FOUND, POLICY_INVALID, YAML_INVALID
 */
export function openProject(options: ProjectOptions): Project {
  const { projectDir, env, environment } = options;
  const policy = loadPolicy(projectDir);
  const compiled = compileProject(options);
  return {
    projectDir,
    env,
    environment,
    policy,
    compiled,
    mirror: mirrorOf(options, policy),
    passwordOf: (connection) => connectionPassword(compiled.environment, connection, env),
  };
}

function mirrorOf({ projectDir, env, environment, signal }: ProjectOptions, { state }: Policy): Mirror | undefined {
  if (state.mirror === undefined) return undefined;
  return openMirror({ projectDir, env, ref: `${state.mirror}/${environment}`, remote: state.remote, signal });
}

/** The files of the compiled bundle as documents name them. */
export const bundleFacts = (project: Project, compiledAt: string) => ({
  path: `bundles/${project.environment}`,
  compiledAt,
  files: project.compiled.files.map((file) => ({ path: file.path, sha256: sha256(file.text), uuid: file.uuid })),
});
