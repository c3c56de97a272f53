import { type Document, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Change } from '../plan/change.ts';
import { type Json, listOf, objectOf } from '../normalise/json.ts';
import { holdsTag, maskTags, wholeTag } from './masked-template.ts';
import type { Delimiters } from './template-text.ts';

type Loose = Record<string, unknown>;
type Path = (string | number)[];

export interface PatchInput {
  text: string;
  delimiters: Delimiters;
  /** What is to be taken over, as a person would write it. */
  source: Loose;
  /** Where the compiled template and the target differ. */
  changes: readonly Change[];
  /** Names of the variables that the environment's own file sets to a plain value. */
  variables: ReadonlySet<string>;
}

export interface Patch {
  text: string;
  /** Variables of the environment that take the new value, because the template says the field by them. */
  variables: Record<string, Json>;
}

/**
 * A template with the changed fields set to what the target holds, everything else, comments and tags too, as it was. A
 * field that is one variable changes the variable. Undefined when a field cannot be set without losing a tag.
 */
export function patchTemplate(input: PatchInput): Patch | undefined {
  const masked = maskTags(input.text, input.delimiters);
  if (!masked) return undefined;
  const variables: Record<string, Json> = {};
  let text = masked.text;
  const done = new Set<string>();
  for (const change of input.changes) {
    for (;;) {
      // Read anew for every edit: offsets and indices move.
      const document = parseDocument(text, { version: '1.1', keepSourceTokens: true });
      if (document.errors.length > 0) return undefined;
      const edit = editsFor(change, input.source, objectOf(document.toJS())).find((each) => !done.has(each.key));
      if (!edit) break;
      done.add(edit.key);
      const old = plainOf(document, edit.path);
      const tag = wholeTag(old);
      if (tag === undefined) {
        if (holdsTag(old)) return undefined;
        text = edited(text, document, edit);
        continue;
      }
      const name = /^(\w+)(?:\s*\|\s*tojson)?$/.exec(masked.tags[tag] ?? '')?.[1];
      if (name === undefined || !input.variables.has(name) || edit.value === undefined) return undefined;
      variables[name] = edit.value as Json;
    }
  }
  return { text: masked.restore(text), variables };
}

interface Edit {
  /** Tells edits apart whose places move. */
  key: string;
  path: Path;
  /** Undefined removes the key. */
  value: unknown;
}

/** A change of the normalised object -> what to write in the template's own words. */
const editsFor = (change: Change, source: Loose, template: Loose): Edit[] =>
  writes(change, source, template).map((each) => {
    const inList = change.path[0] === 'columns' || change.path[0] === 'metrics';
    return { ...each, key: JSON.stringify(inList ? change.path : each.path) };
  });

function writes(change: Change, source: Loose, template: Loose): Omit<Edit, 'key'>[] {
  const [top = '', second, key] = change.path;
  if (top === 'columns' || top === 'metrics') {
    const name = top === 'columns' ? 'column_name' : 'metric_name';
    const member = listOf(source[top])
      .map(objectOf)
      .find((each) => each[name] === second);
    const index = listOf(template[top]).findIndex((each) => objectOf(each)[name] === second);
    if (index < 0) return [{ path: [top, listOf(template[top]).length], value: member }];
    if (member === undefined || key === undefined) return [{ path: [top, index], value: member }];
    return [{ path: [top, index, key], value: member[key] }];
  }
  if (top === 'params' && second !== undefined)
    return [{ path: [top, second], value: objectOf(source.params)[second] }];
  if (top === 'layout' || top === 'unplaced_charts') {
    return [{ path: ['position'], value: source.position }, ...removal(template, 'layout')];
  }
  if (top === 'metadata' && second !== undefined) {
    const metadata = objectOf(source.metadata);
    if (!second.startsWith('native_filter')) return [{ path: [top, second], value: metadata[second] }];
    const all = metadata.native_filter_configuration ?? [];
    return [{ path: [top, 'native_filter_configuration'], value: all }, ...removal(template, 'filters')];
  }
  const written = WRITTEN_AS[top]?.find((each) => source[each] !== undefined || template[each] !== undefined) ?? top;
  return [{ path: [written], value: source[written] }];
}

const WRITTEN_AS: Record<string, string[]> = {
  database_uuid: ['database', 'database_uuid'],
  dataset_uuid: ['dataset', 'dataset_uuid'],
  allow_file_upload: ['allow_csv_upload', 'allow_file_upload'],
};

const removal = (template: Loose, key: string): Omit<Edit, 'key'>[] =>
  key in template ? [{ path: [key], value: undefined }] : [];

const plainOf = (document: Document, path: Path): unknown => {
  const node: unknown = document.getIn(path, true);
  return isScalar(node) ? node.value : node === undefined ? null : JSON.parse(JSON.stringify(node));
};

function edited(text: string, document: Document, { path, value }: Edit): string {
  const node: unknown = document.getIn(path, true);
  const isPlain = (each: unknown): boolean => each === null || ['string', 'number', 'boolean'].includes(typeof each);
  const oneLine = (each: unknown): boolean => typeof each !== 'string' || !each.includes('\n');
  if (isScalar(node) && node.range && value !== undefined && isPlain(value) && oneLine(value) && oneLine(node.source)) {
    // Only the value itself is replaced: the rest of the file stays to the letter.
    const written = stringify(value, { version: '1.1', lineWidth: 0 }).trimEnd();
    const [from, to] = node.range;
    if (!written.includes('\n') && !/^[|>]/.test(text.slice(from, to)))
      return text.slice(0, from) + written + text.slice(to);
  }
  if (value === undefined) document.deleteIn(path);
  else if (isScalar(node) && isPlain(value)) node.value = value;
  else if (isSeq(document.getIn(path.slice(0, -1), true)) && !document.hasIn(path))
    document.addIn(path.slice(0, -1), value);
  else document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: /^\S[^\n]*:\n +- /m.test(text) });
}
