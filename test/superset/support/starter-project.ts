import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { packageRoot } from '../../../src/util/package-root.ts';
import { type CommandResult, commandLine } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/databases.ts';

/** A project as `init` makes it, with sample data in its SQLite file (or the database of `env`), beside the shared Superset. */
export async function starterProject(more: { env?: Record<string, string>; days?: number } = {}) {
  const dir = temporaryFolder();
  cpSync(join(packageRoot(), 'starter'), dir, { recursive: true });
  const { url, username, password } = inject('superset');
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    SUPERSET_URL: url,
    SUPERSET_USERNAME: username,
    SUPERSET_PASSWORD: password,
    ...more.env,
  };
  const output: string[] = [];
  const run = async (...argv: string[]): Promise<CommandResult> => {
    const result = await commandLine(argv, { cwd: dir, env });
    output.push(result.stdout, result.stderr);
    return result;
  };
  /** Environments of the starter name databases of their own: this makes one of the same database. */
  const sameDatabase = (environment: string) => {
    const local = readFileSync(join(dir, 'environments/local.yaml'), 'utf8');
    writeFileSync(join(dir, `environments/${environment}.yaml`), local);
  };
  const loaded = await run('sample', '--seed', '7', '--days', String(more.days ?? 30));
  expect(loaded.exitCode, loaded.stderr).toBe(0);
  return { dir, env, run, output, sameDatabase };
}
