import { canonicalJson } from '../../util/canonical-json.ts';
import { isObject, type Json } from '../normalise/json.ts';

type Loose = Record<string, unknown>;

/** A value that differs between environments: the same list in the same order of environments everywhere. */
export interface Variable {
  name: string;
  values: Json[];
}

/** Stands in a value for a variable until the template is written. */
export const PLACEHOLDER = { open: '\u2983', conditional: '\u2985', close: '\u2984' } as const;

/** Answers the name of the variable for values, one for each environment. */
export interface Naming {
  nameOf(values: Json[], owner: string, key: string): string;
}

/** Collects variables: equal lists of values under one key share one. */
export class Variables implements Naming {
  readonly #byValues = new Map<string, Variable>();
  readonly #names: Set<string>;

  constructor(reserved: Iterable<string>) {
    this.#names = new Set(reserved);
  }

  get all(): Variable[] {
    return [...this.#byValues.values()];
  }

  /** The name of the variable for these values; `owner` is the object, `key` the field that it was found at first. */
  nameOf(values: Json[], owner: string, key: string): string {
    const id = canonicalJson([values, SHARED.has(key) ? key : '']);
    const found = this.#byValues.get(id);
    if (found) return found.name;
    const wanted = SHARED.has(key) ? key : `${owner}_${key}`;
    const base = identifier(wanted);
    let name = base;
    for (let nth = 2; this.#names.has(name); nth++) name = `${base}_${nth}`;
    this.#names.add(name);
    this.#byValues.set(id, { name, values });
    return name;
  }
}

/** Fields that usually differ for one reason throughout a project: their variables are named for the field alone. */
const SHARED = new Set(['schema', 'catalog', 'sqlalchemy_uri', 'database_name', 'published']);

const identifier = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .replace(/^(?=\d)/, 'v_')
    .slice(0, 60) || 'value';

/**
 * The same object of several environments -> one value; where they differ stands a placeholder and the variable is noted.
 * A key that only some have becomes conditional; what differs in shape is lifted whole.
 */
export function liftDifferences(values: readonly unknown[], owner: string, variables: Naming): unknown {
  return merged(values, { owner, variables }, [], false);
}

interface Lifting {
  owner: string;
  variables: Naming;
}

function merged(values: readonly unknown[], lifting: Lifting, path: readonly string[], inList: boolean): unknown {
  const [first] = values;
  const texts = new Set(values.map((each) => canonicalJson(each)));
  if (texts.size === 1) return first;
  if (values.every(isObject)) return mergedObjects(values, lifting, path, inList) ?? lifted(values, lifting, path);
  if (values.every((each) => Array.isArray(each) && each.length === (first as unknown[]).length)) {
    const lists = values as unknown[][];
    const same = lists.every((list) => list.every((item, index) => isObject(item) === isObject(lists[0]?.[index])));
    if (same && sameMembers(lists)) {
      return (first as unknown[]).map((item, index) =>
        merged(
          lists.map((list) => list[index]),
          lifting,
          [...path, memberName(item) ?? String(index + 1)],
          true,
        ),
      );
    }
  }
  return words(values, lifting, path) ?? lifted(values, lifting, path);
}

const MEMBER_KEYS = ['column_name', 'metric_name', 'id', 'label'] as const;

function memberName(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  for (const key of MEMBER_KEYS) if (typeof item[key] === 'string') return item[key];
  return undefined;
}

/** Lists of columns, metrics or filters are merged item by item only when they hold the same ones. */
const sameMembers = (lists: readonly unknown[][]): boolean =>
  new Set(lists.map((list) => JSON.stringify(list.map((item) => memberName(item) ?? null)))).size === 1;

function lifted(values: readonly unknown[], { owner, variables }: Lifting, path: readonly string[]): string {
  const name = variables.nameOf(
    values.map((each) => (each ?? null) as Json),
    owner,
    keyOf(path),
  );
  return `${PLACEHOLDER.open}${name}${PLACEHOLDER.close}`;
}

/** What a variable is called after its object: the field, without the steps that say nothing (params, ids of the layout). */
const keyOf = (path: readonly string[]): string =>
  path[0] === 'position'
    ? (path.at(-1) ?? '')
    : path.filter((part) => part !== 'params' && part !== 'metadata').join('_');

function mergedObjects(
  values: readonly Loose[],
  lifting: Lifting,
  path: readonly string[],
  inList: boolean,
): Loose | undefined {
  const keys = new Set(values.flatMap((each) => Object.keys(each)));
  const target: Loose = {};
  for (const key of keys) {
    const items = values.map((each) => each[key]);
    const missing = items.some((item) => item === undefined);
    if (!missing) {
      target[key] = merged(items, lifting, [...path, key], false);
      continue;
    }
    // None in an environment means that the key is not there: a null of its own cannot be told from that.
    if (inList || items.some((item) => item === null)) return undefined;
    const name = lifting.variables.nameOf(
      items.map((item) => (item ?? null) as Json),
      lifting.owner,
      keyOf([...path, key]),
    );
    target[`${PLACEHOLDER.conditional}${name}${PLACEHOLDER.close}${key}`] =
      `${PLACEHOLDER.open}${name}${PLACEHOLDER.close}`;
  }
  return target;
}

const WORD = /([A-Za-z0-9_]+)/;
const SIMPLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Texts that differ in a few plain words only (a schema in SQL, a host in an address) keep the rest as it is. */
function words(values: readonly unknown[], { owner, variables }: Lifting, path: readonly string[]): string | undefined {
  if (SHARED.has(keyOf(path)) || !values.every((each) => typeof each === 'string')) return undefined;
  const split = values.map((text) => text.split(WORD));
  const [first = []] = split;
  if (first.length < 5 || split.some((parts) => parts.length !== first.length)) return undefined;
  let differing = 0;
  const columns = first.map((_, index) => split.map((parts) => parts[index] ?? ''));
  for (const column of columns) {
    if (new Set(column).size === 1) continue;
    differing += 1;
    if (!column.every((word) => SIMPLE.test(word))) return undefined;
  }
  if (differing > 4) return undefined;
  return columns
    .map((column) => {
      if (new Set(column).size === 1) return column[0] ?? '';
      const name = variables.nameOf(column, owner, `${keyOf(path)}_word`);
      return `${PLACEHOLDER.open}${name}${PLACEHOLDER.close}`;
    })
    .join('');
}
