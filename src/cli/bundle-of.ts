import { resolve } from 'node:path';
import { slugOf } from '../charts/dashboard/dashboard-view.ts';
import type { Config } from '../config/config.ts';
import { environmentNames } from '../config/environment.ts';
import { Failure, placeText } from '../errors.ts';
import type { Bundle, DashboardAsset } from '../model/assets.ts';
import { compileProject } from '../superset/compile/compile.ts';
import { readBundle } from '../superset/compile/read-bundle.ts';
import type { Finding } from '../superset/finding.ts';
import { asImported } from '../superset/normalise/as-imported.ts';
import { nearest } from '../util/nearest.ts';
import type { Io } from './command.ts';
import { requireProject } from './project-store.ts';

/**
 * What --bundle names, as Superset's import would make it; else the project, compiled for an environment (the first one),
 * with what is to be said of it said.
 * @throws Failure PROJECT_MISSING, and those of reading and compiling
 */
export async function bundleOf(io: Io, config: Config, source: { env?: string; bundle?: string }): Promise<Bundle> {
  if (source.bundle !== undefined) return asImported(await readBundle(resolve(io.cwd, source.bundle)));
  requireProject(config);
  const environment = source.env ?? environmentNames(config.projectDir)[0] ?? 'local';
  const compiled = compileProject({ projectDir: config.projectDir, environment, env: config.env });
  sayFindings(io, compiled.findings);
  return compiled.bundle;
}

/** Mistakes and warnings of a compilation, on stderr. */
export function sayFindings({ output }: Io, findings: readonly Finding[]): void {
  for (const { code, message, where, severity } of findings) {
    if (severity === 'note') continue;
    const sign = severity === 'error' ? output.bad('✗') : output.warn('!');
    output.note(`${sign} ${message}  [${code}]\n  at ${placeText(where)}`);
  }
}

/** A dashboard by slug, UUID or title. @throws Failure NOT_FOUND */
export function dashboardOf(bundle: Bundle, wanted: string): DashboardAsset {
  const words = wanted.toLowerCase();
  const found =
    bundle.dashboards.find((each) => slugOf(each) === wanted || each.uuid === wanted) ??
    bundle.dashboards.find((each) => each.dashboard_title.toLowerCase() === words);
  if (found) return found;
  const names = bundle.dashboards.map(slugOf);
  const near = nearest(wanted, names);
  throw new Failure('NOT_FOUND', `there is no dashboard ${wanted}`, {
    hint: near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`,
  });
}
