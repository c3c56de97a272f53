import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type ScalarTag,
} from 'yaml';
import { Failure, messageOf, type Place } from '../errors.ts';
import { quickStart, quickYaml } from './quick-yaml.ts';

export type YamlPath = readonly (string | number)[];

/** A parsed YAML file that still knows where each of its values stands. */
export interface YamlDocument {
  file: string;
  value: unknown;
  /** Where the value at `path` begins, or its nearest parent that exists. `key` asks for the key instead of the value. */
  placeOf: (path: YamlPath, what?: 'key' | 'value') => Place;
}

interface Options {
  file: string;
  /** `plain` is YAML 1.2 (our own files); `superset` reads as Superset's PyYAML does (1.1). */
  dialect?: 'plain' | 'superset';
  /** Line of the text -> line of the file it was rendered from, and whether the two lines are the same text. */
  origin?: (line: number) => { line: number; exact: boolean };
}

const MAX_TEXT = 20_000_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 200;

/**
 * Text -> documents with places. Aliases that explode, texts past 20 MB, nesting past 200 and the key __proto__ are refused.
 * @throws Failure YAML_INVALID
 */
function readYamlDocuments(text: string, options: Options): YamlDocument[] {
  const { file } = options;
  if (text.length > MAX_TEXT)
    throw new Failure('YAML_INVALID', `the file is larger than ${MAX_TEXT} characters`, { where: { file } });
  const lines = new LineCounter();
  const place = placer(lines, options);
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      // The parser compares every key with every other: a mapping of 200,000 keys took it minutes. See repeatedKey.
      uniqueKeys: false,
      version: options.dialect === 'superset' ? '1.1' : '1.2',
      ...(options.dialect === 'superset' ? { customTags: pyYamlTags } : {}),
    });
    return [...documents].map((document) => {
      const error = document.errors[0];
      if (error) throw new Failure('YAML_INVALID', wordsOf(error.message), { where: place(error.pos[0]) });
      const repeated = repeatedKey(document.contents);
      if (repeated !== undefined) {
        throw new Failure('YAML_INVALID', 'Map keys must be unique', { where: place(start(repeated)) });
      }
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
      const bad = refusedKey(value, 0);
      if (bad) throw new Failure('YAML_INVALID', bad, { where: { file } });
      return { file, value, placeOf: (path, what) => place(offsetOf(document.contents, path, what)) };
    });
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const message = thrown instanceof RangeError ? 'it is nested too deeply' : wordsOf(messageOf(thrown));
    throw new Failure('YAML_INVALID', message, { where: { file }, cause: thrown });
  }
}

/**
 * The one document of a file; an empty file is null. Most files are right, and of most only the values are asked: they are read
 * with their places when a place is asked for.
 */
export function readYaml(text: string, options: Options): YamlDocument {
  const quick = text.length > MAX_TEXT ? undefined : quickYaml(text, options.dialect ?? 'plain');
  if (!quick || refusedKey(quick.value, 0) !== undefined) return readYamlWithPlaces(text, options);
  let thorough: YamlDocument | undefined;
  return {
    file: options.file,
    value: quick.value,
    placeOf: (path, what) => {
      const start = path.length === 0 ? quickStart(text) : undefined;
      if (start) return placeAt(start.line, start.column, options);
      thorough ??= readYamlWithPlaces(text, options);
      return thorough.placeOf(path, what);
    },
  };
}

export function readYamlWithPlaces(text: string, options: Options): YamlDocument {
  const documents = readYamlDocuments(text, options);
  if (documents.length > 1) {
    throw new Failure('YAML_INVALID', 'the file holds more than one document', { where: { file: options.file } });
  }
  return (
    documents[0] ?? { file: options.file, value: null, placeOf: () => ({ file: options.file, line: 1, column: 1 }) }
  );
}

/** The parser's own words, in one line; a full stack is its word for depth. */
const wordsOf = (message: string): string =>
  message.includes('call stack') ? 'it is nested too deeply' : (message.split('\n')[0] ?? message);

/** The first key that a mapping has twice. */
function repeatedKey(node: unknown): unknown {
  if (isSeq(node)) {
    for (const item of node.items) {
      const found = repeatedKey(item);
      if (found !== undefined) return found;
    }
  }
  if (!isMap(node)) return undefined;
  const seen = new Set<unknown>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name) && name !== '<<') return key;
    seen.add(name);
    const found = repeatedKey(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function placer(lines: LineCounter, options: Options): (offset: number | undefined) => Place {
  return (offset) => {
    if (offset === undefined) return { file: options.file };
    const { line, col } = lines.linePos(offset);
    return placeAt(line, col, options);
  };
}

function placeAt(line: number, column: number, { file, origin }: Options): Place {
  const from = origin?.(line) ?? { line, exact: true };
  return { file, line: from.line, ...(from.exact ? { column } : {}) };
}

function offsetOf(root: unknown, path: YamlPath, what: 'key' | 'value' = 'value'): number | undefined {
  let node: unknown = root;
  let offset = start(root);
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find(
        (each) => (isScalar(each.key) ? String(each.key.value) : String(each.key)) === String(step),
      );
      if (!isPair(pair)) return offset;
      const key = start(pair.key);
      offset = (what === 'key' && index === path.length - 1 ? key : (start(pair.value) ?? key)) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (node === undefined) return offset;
      offset = start(node) ?? offset;
    } else return offset;
  }
  return offset;
}

const start = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

function refusedKey(value: unknown, depth: number): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (depth > MAX_DEPTH) return 'it is nested too deeply';
  if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) return 'the key __proto__ is refused';
  for (const each of Object.values(value)) {
    const bad = refusedKey(each, depth + 1);
    if (bad) return bad;
  }
  return undefined;
}

/**
 * What PyYAML's safe loader takes a plain scalar for (yaml/resolver.py), where YAML 1.1 says otherwise: y and n are text, a
 * float has a dot and its exponent a sign, 08 is no number. Dates stay text, because assets have none.
 */
const PY_YAML_TESTS: readonly (readonly [tag: string, format: string | undefined, test: RegExp])[] = [
  ['int', undefined, /^[-+]?(?:0|[1-9][0-9_]*)$/],
  ['int', 'TIME', /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/],
  ['float', 'EXP', /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)[eE][-+][0-9]+$/],
  ['float', undefined, /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/],
];

function pyYamlTags(tags: (ScalarTag | string | object)[]): never {
  const mapped = tags.flatMap((tag) => {
    if (typeof tag !== 'object' || !('tag' in tag)) return [tag];
    const { tag: name, format, test } = tag as ScalarTag;
    const kind = name.replace(/^.*:/, '');
    if (['timestamp', 'binary', 'omap', 'pairs', 'set'].includes(kind)) return [];
    if (kind === 'bool') {
      const words = test?.test('true')
        ? /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
        : /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
      return [{ ...tag, test: words }];
    }
    const found = PY_YAML_TESTS.find(([of, as]) => of === kind && as === format);
    // Infinity and NaN are floats without a format, too.
    const isSpecial = kind === 'float' && test?.test('.nan') === true;
    return [found && !isSpecial ? { ...tag, test: found[2] } : tag];
  });
  return mapped as never;
}
