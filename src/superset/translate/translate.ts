import { RESERVED_VARIABLES, type SupersetVersion } from '../../config/environment.ts';
import { type AssetKind, ASSET_KINDS, type Bundle } from '../../model/assets.ts';
import { FOLDERS } from '../compile/project-files.ts';
import type { Json } from '../normalise/json.ts';
import { assetName } from '../normalise/normalise.ts';
import { liftDifferences, type Naming, Variables } from './lift.ts';
import { sourceForm } from './source-form.ts';
import { type Delimiters, templateText } from './template-text.ts';

type Loose = Record<string, unknown>;

export interface TranslateInput {
  /** What each environment's target holds, by the environment's name. */
  exports: ReadonlyMap<string, Bundle>;
  version: SupersetVersion;
  delimiters: Delimiters;
  /** Names that new variables must not take. */
  taken: Iterable<string>;
  /** UUID -> the name of the template that the project has for it already (`sales/orders`). */
  existing?: ReadonlyMap<string, string>;
  /** UUIDs to translate; all of them when absent. Others are named by their UUID, unless they exist. */
  only?: ReadonlySet<string> | undefined;
}

interface Template {
  kind: AssetKind;
  uuid: string;
  name: string;
  /** In the project: `assets/charts/orders.yaml`. */
  path: string;
  text: string;
}

export interface Translation {
  templates: Template[];
  /** Environment -> its new variables. */
  variables: Map<string, Record<string, Json>>;
}

/**
 * Exports of one or several environments -> templates, and for each environment the variables in which they differ. What
 * is the same everywhere is written out; nothing else is lifted. `provesTranslation` shows that it is right.
 */
export function translate(input: TranslateInput): Translation {
  const environments = [...input.exports.keys()];
  const names = templateNames(input);
  const assets = new Map(environments.map((each) => [each, byUuid(input.exports.get(each))]));
  const variables = new Variables([...RESERVED_VARIABLES, ...input.taken]);
  const templates: Template[] = [];
  for (const [uuid, { kind, name }] of names) {
    if (input.only && !input.only.has(uuid)) continue;
    const having = environments.filter((each) => assets.get(each)?.has(uuid));
    const sources = having.map((environment) => {
      const all = assets.get(environment);
      return sourceForm(kind, all?.get(uuid) ?? {}, {
        version: input.version,
        templateOf: (_, other) =>
          input.existing?.get(other) ?? (!input.only || input.only.has(other) ? names.get(other)?.name : undefined),
        assetOf: (other) => all?.get(other),
      });
    });
    if (sources.length === 0) continue;
    // In the environments that lack the object its variables are there all the same, and stand for nothing.
    const value = liftDifferences(sources, name.replaceAll('/', '_'), spread(variables, environments, having));
    const only = having.length === environments.length ? undefined : having;
    const path = `assets/${FOLDERS[kind]}/${name}.yaml`;
    templates.push({ kind, uuid, name, path, text: templateText(value, input.delimiters, only) });
  }
  const perEnvironment = environments.map((environment, index) => {
    const entries = variables.all.map((variable) => [variable.name, variable.values[index] ?? null] as const);
    return [environment, Object.fromEntries(entries)] as const;
  });
  return { templates, variables: new Map(perEnvironment) };
}

/** Variables whose values are given for some environments only, widened to all. */
function spread(variables: Naming, environments: readonly string[], having: readonly string[]): Naming {
  if (having.length === environments.length) return variables;
  return {
    nameOf: (values, owner, key) =>
      variables.nameOf(
        environments.map((each) => {
          const at = having.indexOf(each);
          return at < 0 ? null : (values[at] ?? null);
        }),
        owner,
        key,
      ),
  };
}

const PARTS = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards' } as const;

function byUuid(bundle: Bundle | undefined): Map<string, Loose> {
  const parts: Loose[][] = bundle ? ASSET_KINDS.map((kind) => bundle[PARTS[kind]]) : [];
  return new Map(parts.flat().map((asset) => [String(asset.uuid).toLowerCase(), asset]));
}

/** A file name for every object, from its title; two with one title get the beginning of their UUIDs. */
function templateNames(input: TranslateInput): Map<string, { kind: AssetKind; name: string }> {
  const found = new Map<string, { kind: AssetKind; name: string }>();
  const count = new Map<string, number>();
  for (const kind of ASSET_KINDS) {
    for (const bundle of input.exports.values()) {
      for (const asset of bundle[PARTS[kind]] as Loose[]) {
        const uuid = String(asset.uuid).toLowerCase();
        if (found.has(uuid)) continue;
        const name = slug(kind === 'dataset' ? String(asset.table_name) : assetName(kind, asset)) || kind;
        found.set(uuid, { kind, name });
        count.set(`${kind}/${name}`, (count.get(`${kind}/${name}`) ?? 0) + 1);
      }
    }
  }
  const taken = new Set<string>();
  for (const [uuid, each] of found) {
    const alone = (count.get(`${each.kind}/${each.name}`) ?? 0) === 1;
    const choices = [...(alone ? [each.name] : []), `${each.name}-${uuid.slice(0, 8)}`, `${each.name}-${uuid}`];
    const free = choices.find((name) => !taken.has(`${each.kind}/${name}`)) ?? uuid;
    each.name = input.existing?.get(uuid) ?? free;
    taken.add(`${each.kind}/${each.name}`);
  }
  return found;
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
    .slice(0, 80);
