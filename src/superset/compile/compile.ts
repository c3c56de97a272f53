import { type Environment, loadEnvironment } from '../../config/environment.ts';
import { loadPolicy } from '../../config/policy.ts';
import { Failure, messageOf, type Place } from '../../errors.ts';
import type { Bundle } from '../../model/assets.ts';
import { readYaml, type YamlPath } from '../../util/yaml-document.ts';
import type { Finding } from '../finding.ts';
import type { AssetSource } from './asset-source.ts';
import { assembleBundle } from './assemble.ts';
import { type BundleFile, bundleFiles } from './bundle-files.ts';
import { withCatalogue } from './catalogue.ts';
import { type AssetTemplate, readProjectFiles } from './project-files.ts';
import { templateRenderer } from './render-template.ts';
import { isPlain } from './shape.ts';

export interface Compiled {
  environment: Environment;
  bundle: Bundle;
  /** The bundle as files, metadata.yaml first; `template` and `line` say where each comes from. */
  files: BundleFile[];
  /** What is wrong with the templates. An asset whose template cannot be read is not in the bundle. */
  findings: Finding[];
  /** Where a value of a compiled asset (by uuid) stands in its template. */
  placeOf: (uuid: string, path: YamlPath, what?: 'key' | 'value') => Place;
}

interface Input {
  projectDir: string;
  environment: string;
  /** Only what environments/NAME.yaml names is read from it. */
  env: NodeJS.ProcessEnv;
}

/**
 * Templates of a project + an environment's variables -> the bundle that Superset imports and the viewer draws. The same
 * input gives the same bytes. Mistakes in templates are findings, not exceptions.
 * @throws Failure NOT_FOUND (no such environment), POLICY_INVALID, YAML_INVALID (policy or environment)
 */
export function compileProject({ projectDir, environment: name, env }: Input): Compiled {
  const policy = loadPolicy(projectDir);
  const environment = loadEnvironment(projectDir, name, env);
  const { templates, macros } = readProjectFiles(projectDir);
  const findings: Finding[] = [];
  const render = attempt(findings, () =>
    templateRenderer({ variables: environment.variables, macros, delimiters: policy.templates.delimiters }),
  );
  const sources = render
    ? templates.flatMap((template) => attempt(findings, () => readSource(template, render)) ?? [])
    : [];
  const assembled = assembleBundle(withCatalogue(sources, findings), environment.target.version);
  findings.push(...assembled.findings);
  const files = bundleFiles(assembled.bundle, assembled.sources);
  return {
    environment,
    bundle: assembled.bundle,
    files,
    findings,
    placeOf: (uuid, path, what) => {
      const source = assembled.sources.get(uuid);
      return source ? placeIn(source, path, what) : {};
    },
  };
}

/** A place in the template for a path in the compiled asset, which holds keys that short forms stand for. */
function placeIn(source: AssetSource, path: YamlPath, what: 'key' | 'value' | undefined): Place {
  const [first, ...rest] = path;
  const short = typeof first === 'string' && !(first in source.value) ? SHORT_FORMS[first] : undefined;
  if (short !== undefined && short in source.value) return source.document.placeOf([short]);
  if (first === 'metadata' && rest[0] === 'native_filter_configuration' && 'filters' in source.value) {
    return source.document.placeOf(['filters', ...rest.slice(1, 2)]);
  }
  return source.document.placeOf(path, what);
}

const SHORT_FORMS: Readonly<Record<string, string>> = {
  position: 'layout',
  dataset_uuid: 'dataset',
  database_uuid: 'database',
};

function readSource(template: AssetTemplate, render: ReturnType<typeof templateRenderer>): AssetSource[] {
  const rendered = render(template);
  const document = readYaml(rendered.text, { file: template.file, dialect: 'superset', origin: rendered.origin });
  // A template whose condition leaves nothing has no asset in this environment.
  if (document.value === null) return [];
  if (!isPlain(document.value)) {
    throw new Failure('ASSET_INVALID', 'an asset is a mapping of keys to values', { where: document.placeOf([]) });
  }
  return [{ kind: template.kind, name: template.name, template: template.file, value: document.value, document }];
}

function attempt<T>(findings: Finding[], work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    findings.push({
      code: thrown.code,
      severity: 'error',
      message: messageOf(thrown),
      where: thrown.where ?? {},
      hint: thrown.hint,
    });
    return undefined;
  }
}
