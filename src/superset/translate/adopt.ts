import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentNames } from '../../config/environment.ts';
import { Failure } from '../../errors.ts';
import { type AssetKind, type Bundle, type DeclaredKind, isDeclaredKind } from '../../model/assets.ts';
import { assetsByUuid } from '../../model/bundle.ts';
import { readYaml } from '../../util/yaml-document.ts';
import { type Compiled, compileProject } from '../compile/compile.ts';
import { fileNameOf } from '../compile/identity.ts';
import { DECLARED_FOLDERS, readProjectFiles } from '../compile/project-files.ts';
import { chartsOfDashboard, filterDatasets } from '../impact/usage.ts';
import { isObject, type Json, objectOf, textOf } from '../normalise/json.ts';
import { type ObjectEntry, type ObjectSet, objectSet } from '../normalise/normalise.ts';
import { diffObject } from '../plan/diff-object.ts';
import { declaredTemplate } from './declared-source.ts';
import { withVariables } from './environment-text.ts';
import { patchTemplate } from './patch-template.ts';
import { type ProjectFile, withTrialProject } from './prove.ts';
import { sourceForm } from './source-form.ts';
import type { Delimiters } from './template-text.ts';
import { translate } from './translate.ts';

export interface AdoptInput {
  projectDir: string;
  compiled: Compiled;
  /** What the target holds. */
  live: Bundle;
  /** Objects to take over, by UUID; those that the target no longer has lose their template. */
  uuids: readonly string[];
  delimiters: Delimiters;
  env: NodeJS.ProcessEnv;
}

interface Adopted {
  uuid: string;
  name: string;
  /** changed: in its template; variable: in the environment's file; written: as a new or whole template; removed. */
  how: 'changed' | 'variable' | 'written' | 'removed' | 'same';
  path: string;
}

export interface Adoption {
  /** Files to write. */
  files: ProjectFile[];
  /** Files to delete. */
  removed: string[];
  objects: Adopted[];
}

/**
 * What is live -> templates. A template that exists is changed in place where that keeps its tags; otherwise it is written
 * anew, if no tag is lost by that. Nothing is written to the project: the result was compiled in a copy of it and says
 * exactly what the target holds.
 * @throws Failure ASSET_INVALID when a template cannot be brought to say it
 */
export function adoptObjects(input: AdoptInput): Adoption {
  const state: State = { input, texts: new Map(), adoption: { files: [], removed: [], objects: [] } };
  const { version } = input.compiled.environment.target;
  const ours = objectSet(input.compiled.bundle, version);
  const theirs = objectSet(input.live, version);
  const fresh = new Set<string>();
  for (const uuid of input.uuids) {
    const [desired, live] = [ours.get(uuid), theirs.get(uuid)];
    const template = input.compiled.files.find((file) => file.uuid === uuid)?.template;
    if (!live && desired && template) removeTemplate(state, desired, template);
    else if (live && desired && template) changeTemplate(state, desired, live, template);
    else if (live && isDeclaredKind(live.kind)) writeDeclared(state, live, declaredPath(state, live));
    else if (live) for (const each of withParents(live, theirs, ours)) fresh.add(each);
    else throw new Failure('NOT_FOUND', `there is no object ${uuid}, neither in Git nor on the target`);
  }
  if (fresh.size > 0) writeTemplates(state, theirs, fresh);
  state.adoption.files = [...state.texts].map(([path, text]) => ({ path, text }));
  prove(state, theirs);
  return state.adoption;
}

/** An object and all that it cannot be imported without and Git does not have: charts, their datasets, databases. */
function withParents(entry: ObjectEntry, theirs: ObjectSet, ours: ObjectSet): string[] {
  const { content } = entry;
  const parents = [
    textOf(content.dataset_uuid),
    textOf(content.database_uuid),
    ...chartsOfDashboard(content),
    ...filterDatasets(content),
  ];
  const missing = parents.flatMap((uuid) => (uuid === undefined || ours.has(uuid) ? [] : (theirs.get(uuid) ?? [])));
  return [entry.uuid, ...missing.flatMap((each) => withParents(each, theirs, ours))];
}

interface State {
  input: AdoptInput;
  /** Path in the project -> new text. */
  texts: Map<string, string>;
  adoption: Adoption;
}

const readText = ({ input, texts }: State, path: string): string =>
  texts.get(path) ?? readFileSync(join(input.projectDir, path), 'utf8');

function removeTemplate(state: State, { uuid, name }: ObjectEntry, path: string): void {
  state.adoption.removed.push(path);
  state.adoption.objects.push({ uuid, name, how: 'removed', path });
}

function changeTemplate(state: State, desired: ObjectEntry, live: ObjectEntry, path: string): void {
  const { uuid, name, kind } = live;
  const changes = diffObject(kind, desired.content, live.content);
  if (changes.length === 0) {
    state.adoption.objects.push({ uuid, name, how: 'same', path });
    return;
  }
  if (isDeclaredKind(kind)) return writeDeclared(state, live, path, readText(state, path));
  const text = readText(state, path);
  const source = sourceOf(state, live, kind);
  const variables = plainVariables(state);
  const patch = patchTemplate({ text, delimiters: state.input.delimiters, source, changes, variables });
  if (patch && says(state, live, new Map([[path, patch.text], ...variableText(state, patch.variables)]))) {
    const inTemplate = patch.text !== text;
    if (inTemplate) state.texts.set(path, patch.text);
    for (const [file, changed] of variableText(state, patch.variables)) state.texts.set(file, changed);
    const how = inTemplate ? 'changed' : 'variable';
    state.adoption.objects.push({ uuid, name, how, path: inTemplate ? path : state.input.compiled.environment.file });
    return;
  }
  if (/\[[[%]-?\s|\{[{%]/.test(text) && hasTags(text, state.input.delimiters)) {
    const fields = changes.slice(0, 3).map((each) => each.field);
    throw tagged(kind, name, path, fields.join(', '));
  }
  writeTemplates(state, new Map([[uuid, live]]), new Set([uuid]), path);
}

/** A role, rule, report or embedding is short: its template is written anew, if no tag is lost by that. */
function writeDeclared(state: State, { uuid, name, kind }: ObjectEntry, path: string, text?: string): void {
  const { live, delimiters } = state.input;
  if (text !== undefined && hasTags(text, delimiters)) throw tagged(kind, name, path, 'it');
  const asset = live.declared?.find((each) => each.uuid === uuid);
  if (!asset) return;
  const names = templateNames(state);
  const written = declaredTemplate(asset, (other) => names.get(other) ?? other);
  state.texts.set(path, written);
  state.adoption.objects.push({ uuid, name, how: 'written', path });
}

const declaredPath = (state: State, { kind, name, uuid }: ObjectEntry): string =>
  freePath(
    state,
    `assets/${DECLARED_FOLDERS[kind as DeclaredKind]}/${fileNameOf(name, uuid).toLowerCase()}.yaml`,
    uuid,
  );

const tagged = (kind: string, name: string, path: string, what: string): Failure =>
  new Failure(
    'ASSET_INVALID',
    `${kind} "${name}": its template makes ${what} with tags, which cannot be rewritten by itself`,
    {
      where: { file: path },
      hint: 'Change the template by hand; feedback-loop assets plan --full shows the values on the target.',
    },
  );

const hasTags = (text: string, delimiters: Delimiters): boolean =>
  (delimiters === 'jinja' ? /\{[{%]/ : /\[[[%]-?\s/).test(text);

function sourceOf(state: State, { uuid }: ObjectEntry, kind: AssetKind): Record<string, unknown> {
  const { live, compiled } = state.input;
  const assets = assetsByUuid(live);
  const names = templateNames(state);
  return sourceForm(kind, assets.get(uuid) ?? {}, {
    version: compiled.environment.target.version,
    templateOf: (_, other) => names.get(other),
    assetOf: (other) => assets.get(other),
  });
}

/** UUID -> the name of the template that makes it. */
function templateNames({ input }: State): Map<string, string> {
  const byFile = new Map(readProjectFiles(input.projectDir).templates.map((each) => [each.file, each.name]));
  return new Map(
    input.compiled.files.flatMap(({ uuid, template }) => {
      const name = template === undefined ? undefined : byFile.get(template);
      return uuid === undefined || name === undefined ? [] : [[uuid, name] as const];
    }),
  );
}

/** Variables whose value stands in the environment's own file; one that an environment variable gives does not. */
function plainVariables(state: State): Set<string> {
  const { file } = state.input.compiled.environment;
  const variables = objectOf(objectOf(readYaml(readText(state, file), { file }).value).variables);
  return new Set(Object.keys(variables).filter((name) => !(isObject(variables[name]) && 'env' in variables[name])));
}

function variableText(state: State, variables: Record<string, Json>): [string, string][] {
  if (Object.keys(variables).length === 0) return [];
  const { file, target } = state.input.compiled.environment;
  return [[file, withVariables(readText(state, file), variables, target.version)]];
}

/** Whether the project, with these texts too, makes the object as the target holds it. */
function says(state: State, live: ObjectEntry, more: ReadonlyMap<string, string>): boolean {
  const compiled = trial(state, more);
  const made = compiled.objects.get(live.uuid);
  return made !== undefined && diffObject(live.kind, made.content, live.content).length === 0;
}

function trial(state: State, more: ReadonlyMap<string, string>): { compiled: Compiled; objects: ObjectSet } {
  const { projectDir, compiled: before, env } = state.input;
  const files = [...new Map([...state.texts, ...more])].map(([path, text]) => ({ path, text }));
  return withTrialProject(projectDir, files, state.adoption.removed, (dir) => {
    const compiled = compileProject({ projectDir: dir, environment: before.environment.name, env });
    return { compiled, objects: objectSet(compiled.bundle, before.environment.target.version) };
  });
}

function writeTemplates(state: State, theirs: ObjectSet, uuids: ReadonlySet<string>, at?: string): void {
  const { input } = state;
  const { templates } = translate({
    exports: new Map([[input.compiled.environment.name, input.live]]),
    version: input.compiled.environment.target.version,
    delimiters: input.delimiters,
    taken: [],
    existing: templateNames(state),
    only: uuids,
  });
  for (const template of templates) {
    const path = at ?? freePath(state, template.path, template.uuid);
    state.texts.set(path, template.text);
    state.adoption.objects.push({
      uuid: template.uuid,
      name: theirs.get(template.uuid)?.name ?? template.name,
      how: 'written',
      path,
    });
  }
}

/** A template of another object may have the file name already. */
const freePath = ({ input, texts }: State, path: string, uuid: string): string =>
  [path, path.replace(/\.yaml$/, `-${uuid.slice(0, 8)}.yaml`), path.replace(/\.yaml$/, `-${uuid}.yaml`)].find(
    (each) => !texts.has(each) && !existsSync(join(input.projectDir, each)),
  ) ?? path;

/** The whole adoption compiled once more: every object as the target holds it, and no other object touched by it. */
function prove(state: State, theirs: ObjectSet): void {
  const { compiled, objects } = trial(state, new Map());
  const error = compiled.findings.find((each) => each.severity === 'error');
  const known = new Set(state.input.compiled.findings.map((each) => each.message));
  if (error && !known.has(error.message)) {
    throw new Failure('ASSET_INVALID', error.message, { where: error.where, hint: error.hint });
  }
  for (const { uuid, name, how, path } of state.adoption.objects) {
    if (how === 'removed') continue;
    const [made, live] = [objects.get(uuid), theirs.get(uuid)];
    const left = made && live ? diffObject(live.kind, made.content, live.content) : [];
    if (made && left.length === 0) continue;
    const fields = left.map((each) => each.field).join(', ') || 'the whole object';
    throw new Failure('ASSET_INVALID', `"${name}" cannot be adopted: the template would not say ${fields}`, {
      where: { file: path },
      hint: 'Change the template by hand.',
    });
  }
}

/** The other environments of the project, in which an adopted change will show up as pending. */
export const otherEnvironments = (projectDir: string, environment: string): string[] =>
  environmentNames(projectDir).filter((each) => each !== environment);
