import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { environmentNames, loadEnvironment } from '../../../config/environment.ts';
import { loadPolicy, type Policy } from '../../../config/policy.ts';
import { Failure } from '../../../errors.ts';
import type { Bundle } from '../../../model/assets.ts';
import { uuidsOf } from '../../../model/bundle.ts';
import { compileProject } from '../../../superset/compile/compile.ts';
import { readBundle } from '../../../superset/compile/read-bundle.ts';
import { withVariables } from '../../../superset/translate/environment-text.ts';
import { type ProjectFile, provesTranslation, withTrialProject } from '../../../superset/translate/prove.ts';
import { translate } from '../../../superset/translate/translate.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { projectConfig } from './control.ts';

interface Options {
  env: string[];
  from: string[];
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

const collect = (value: string, before: string[]): string[] => [...before, ...value.split(',')];

export const define: DefineCommand = (command, io) => {
  command
    .option('--env <name>', 'environment that was exported; give it once for each', collect, [])
    .option(
      '--from <env=path>',
      'its export: a folder or ZIP (default: EXPORT_DIR/ENV of policy.yaml, else EXPORT_DIR)',
      collect,
      [],
    )
    .option('--force', 'write over the templates of objects that have one already')
    .option('--dry-run', 'write nothing, only say what would be written')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nWhat differs between the environments becomes variables in environments/*.yaml. Before anything is written, the\ntemplates are compiled for each environment and must give what its target holds.\n\nExamples:\n  feedback-loop assets translate --env dev\n  feedback-loop assets translate --from dev=exports/dev --from prod=exports/prod.zip',
    )
    .action(async (options: Options) => {
      io.output.json = options.json ?? false;
      const config = projectConfig(io);
      const policy = loadPolicy(config.projectDir);
      const exports = await readExports(options, config, policy, io);
      run(options, config, policy, exports, io);
    });
};

async function readExports(options: Options, config: Config, policy: Policy, io: Io): Promise<Map<string, Bundle>> {
  const paths = new Map<string, string>();
  for (const environment of options.env) {
    const own = resolve(config.projectDir, policy.export.dir, environment);
    paths.set(environment, existsSync(own) ? own : resolve(config.projectDir, policy.export.dir));
  }
  for (const each of options.from) {
    const [, environment, path] = /^([\w-]+)=(.+)$/.exec(each) ?? [];
    if (environment === undefined || path === undefined) {
      throw new Failure('USAGE', `--from ${each} is not ENV=PATH`, {
        hint: 'For example: --from dev=superset_assets/dev',
      });
    }
    paths.set(environment, resolve(io.cwd, path));
  }
  if (paths.size === 0)
    throw new Failure('USAGE', 'no environment is named', { hint: 'Give --env NAME, or --from NAME=PATH.' });
  const exports = new Map<string, Bundle>();
  for (const [environment, path] of paths) exports.set(environment, await readBundle(path));
  return exports;
}

function run(options: Options, config: Config, policy: Policy, exports: ReadonlyMap<string, Bundle>, io: Io): void {
  const { projectDir, env } = config;
  const known = environmentNames(projectDir);
  const first = [...exports.keys()][0] ?? '';
  const version = known.includes(first) ? loadEnvironment(projectDir, first, env).target.version : '6.1';
  const existing = existingTemplates(config, known);
  const all = new Set([...exports.values()].flatMap(uuidsOf));
  const only = new Set([...all].filter((uuid) => options.force || !existing.has(uuid)));
  const { templates, variables } = translate({
    exports,
    version,
    delimiters: policy.templates.delimiters,
    taken: known.flatMap((name) => Object.keys(loadEnvironment(projectDir, name, env).variables)),
    existing: new Map([...existing].map(([uuid, { name }]) => [uuid, name])),
    only,
  });
  const assets = templates.map(({ uuid, path, text }) => ({ path: existing.get(uuid)?.path ?? path, text }));
  const files: ProjectFile[] = [...assets, ...environmentFiles(config, known, variables, version)];
  const mismatches = withTrialProject(projectDir, files, [], (dir) => provesTranslation(dir, exports, env, only));
  const written = mismatches.length === 0 && !options.dryRun;
  if (written) {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(projectDir, path)), { recursive: true });
      writeFileSync(join(projectDir, path), text);
    }
  }
  if (mismatches.length > 0) io.output.exit('invalid');
  const lifted = Object.keys(variables.get(first) ?? {});
  const document = {
    environments: [...exports.keys()],
    written,
    files: files.map((each) => each.path),
    variables: Object.fromEntries(variables),
    kept: all.size - only.size,
    proof: { equal: mismatches.length === 0, mismatches },
  };
  io.output.result(document, () => {
    const kept = all.size - only.size;
    const lines = mismatches
      .slice(0, 40)
      .map(
        (each) =>
          `${io.output.bad('✗')} ${each.environment}: "${each.name}" ${each.field} is not what the target holds`,
      );
    if (mismatches.length > 0) return [...lines, `${mismatches.length} fields differ; nothing was written`].join('\n');
    const where = relative(io.cwd, join(projectDir, 'assets')) || '.';
    lines.push(
      `${io.output.good('✔')} ${assets.length} templates ${written ? 'written to' : 'would be written to'} ${where}`,
      `  ${lifted.length === 0 ? 'nothing differs between the environments' : `variables: ${lifted.join(', ')}`}`,
      `  proof: compiled for ${[...exports.keys()].join(', ')}, every object is what its target holds`,
    );
    if (kept > 0) lines.push(`  ${kept} objects have a template already and were left; --force writes them anew`);
    return lines.join('\n');
  });
}

/** UUID -> the template that makes it in some environment of the project. */
function existingTemplates({ projectDir, env }: Config, environments: readonly string[]) {
  const found = new Map<string, { name: string; path: string }>();
  for (const environment of environments) {
    for (const { uuid, template } of compileProject({ projectDir, environment, env }).files) {
      if (uuid === undefined || template === undefined) continue;
      const name = template.replace(/^assets\/\w+\//, '').replace(/\.ya?ml(\.j2)?$/, '');
      found.set(uuid, { name, path: template });
    }
  }
  return found;
}

function environmentFiles(
  { projectDir }: Config,
  known: readonly string[],
  variables: ReturnType<typeof translate>['variables'],
  version: string,
): ProjectFile[] {
  return [...variables].flatMap(([environment, values]) => {
    if (known.includes(environment) && Object.keys(values).length === 0) return [];
    const yml = `environments/${environment}.yml`;
    const path = existsSync(join(projectDir, yml)) ? yml : `environments/${environment}.yaml`;
    const text = existsSync(join(projectDir, path)) ? readFileSync(join(projectDir, path), 'utf8') : undefined;
    return [{ path, text: withVariables(text, values, version) }];
  });
}
