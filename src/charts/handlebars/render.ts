import { parse } from '@handlebars/parser';
import { Failure, messageOf } from '../../errors.ts';
import { HELPERS, isTruthy, textOf, WALKING } from './helpers.ts';
import { checkNesting } from './nesting.ts';

/**
 * Handlebars without its compiler: the template comes from a bundle, and Handlebars makes code of it that runs here. This
 * walks the tree instead. It sees own properties only, knows no partials or decorators, and stops after a number of
 * steps, so a template can neither reach out nor keep the server busy.
 */

type Node = { type: string } & Record<string, unknown>;

interface Scope {
  context: unknown;
  data: Readonly<Record<string, unknown>>;
  /** Names that `as |row index|` gives. */
  locals: Readonly<Record<string, unknown>>;
  parent: Scope | undefined;
}

const MOST_STEPS = 200_000;
const MOST_TEXT = 2_000_000;

const escapeHtml = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
    .replaceAll('`', '&#x60;')
    .replaceAll('=', '&#x3D;');

const nodesIn = (value: unknown): Node[] => (Array.isArray(value) ? (value as Node[]) : []);

const own = (value: unknown, key: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && key === 'length') return value.length;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
};

const unsupported = (what: string): never => {
  throw new Failure('CHART_UNSUPPORTED', `The template uses ${what}, which is not drawn here`);
};

class Renderer {
  #steps = 0;
  #length = 0;

  program(node: Node | undefined, scope: Scope): string {
    let out = '';
    for (const statement of nodesIn(node?.body)) {
      const part = this.#statement(statement, scope);
      this.#length += statement.type === 'BlockStatement' ? 0 : part.length;
      if (this.#length > MOST_TEXT) unsupported('more text than two million characters');
      out += part;
    }
    return out;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) unsupported('more than 200,000 steps');
  }

  /** A list that is written out costs a step for each thing in it. */
  #walk(value: unknown): void {
    const waiting = [value];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (typeof next !== 'object' || next === null) continue;
      for (const each of Object.values(next)) {
        this.#step();
        waiting.push(each);
      }
    }
  }

  #statement(node: Node, scope: Scope): string {
    this.#step();
    switch (node.type) {
      case 'ContentStatement':
        return String(node.value as string);
      case 'CommentStatement':
        return '';
      case 'MustacheStatement': {
        const called = this.#call(node, scope);
        this.#walk(called);
        const value = textOf(called);
        return node.escaped ? escapeHtml(value) : value;
      }
      case 'BlockStatement':
        return this.#block(node, scope);
      default:
        return unsupported(node.type.replace('Statement', '').toLowerCase());
    }
  }

  /** A helper with its parameters, or a plain path. */
  #call(node: Node, scope: Scope): unknown {
    const path = node.path as Node;
    const name = String((path.original ?? '') as string);
    const parameters = nodesIn(node.params);
    const named = Object.fromEntries(
      nodesIn((node.hash as Node | undefined)?.pairs).map((pair) => [
        String(pair.key as string),
        this.#value(pair.value as Node, scope),
      ]),
    );
    if (parameters.length > 0 || Object.keys(named).length > 0) {
      const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
      if (helper === undefined) return unsupported(`the helper ${name}`);
      const values = parameters.map((each) => this.#value(each, scope));
      if (WALKING.has(name)) this.#walk(values);
      return helper(values, named);
    }
    return this.#value(path, scope);
  }

  #value(node: Node, scope: Scope): unknown {
    this.#step();
    switch (node.type) {
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return node.value;
      case 'NullLiteral':
        return null;
      case 'UndefinedLiteral':
        return undefined;
      case 'SubExpression':
        return this.#call(node, scope);
      default:
        return this.#path(node, scope);
    }
  }

  #path(node: Node, scope: Scope): unknown {
    const parts = Array.isArray(node.parts) ? (node.parts as string[]) : [];
    let at: Scope | undefined = scope;
    for (let depth = Number(node.depth ?? 0); depth > 0; depth -= 1) at = at?.parent;
    if (at === undefined) return undefined;
    const [head = '', ...tail] = parts;
    const rest = (value: unknown): unknown => tail.reduce<unknown>(own, value);
    if (node.data) return head === 'root' ? rest(this.#root(scope)) : rest(own(at.data, head));
    if (parts.length === 0) return at.context;
    if (!node.this && Number(node.depth ?? 0) === 0 && Object.hasOwn(at.locals, head)) return rest(at.locals[head]);
    return rest(own(at.context, head));
  }

  #root(scope: Scope): unknown {
    let at = scope;
    while (at.parent !== undefined) at = at.parent;
    return at.context;
  }

  #block(node: Node, scope: Scope): string {
    const name = String(((node.path as Node).original ?? '') as string);
    const [first] = nodesIn(node.params);
    const value = first === undefined ? this.#value(node.path as Node, scope) : this.#value(first, scope);
    const main = node.program as Node | undefined;
    const other = node.inverse as Node | undefined;
    const inside = (context: unknown): Scope => ({ context, data: scope.data, locals: scope.locals, parent: scope });
    switch (name) {
      case 'if':
        return this.program(isTruthy(value) ? main : other, scope);
      case 'unless':
        return this.program(isTruthy(value) ? other : main, scope);
      case 'with':
        return isTruthy(value) ? this.program(main, inside(value)) : this.program(other, scope);
      case 'each':
        return this.#each(value, main, other, scope);
      default:
        if (first !== undefined) {
          // A comparison as a block: {{#gt a b}} … {{/gt}}.
          const holds = this.#call(node, scope);
          return this.program(isTruthy(holds) ? main : other, scope);
        }
        if (Array.isArray(value)) return this.#each(value, main, other, scope);
        return isTruthy(value)
          ? this.program(main, typeof value === 'object' ? inside(value) : scope)
          : this.program(other, scope);
    }
  }

  #each(value: unknown, main: Node | undefined, other: Node | undefined, scope: Scope): string {
    const entries: [string | number, unknown][] = Array.isArray(value)
      ? value.map((item, at): [number, unknown] => [at, item])
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
        : [];
    if (entries.length === 0) return this.program(other, scope);
    const names = Array.isArray(main?.blockParams) ? (main.blockParams as string[]) : [];
    let out = '';
    for (const [at, [key, item]] of entries.entries()) {
      this.#step();
      const [itemName, keyName] = names;
      const locals = {
        ...scope.locals,
        ...(itemName === undefined ? {} : { [itemName]: item }),
        ...(keyName === undefined ? {} : { [keyName]: key }),
      };
      out += this.program(main, {
        context: item,
        data: { index: at, key, first: at === 0, last: at === entries.length - 1 },
        locals,
        parent: scope,
      });
    }
    return out;
  }
}

/**
 * The text of a template over a context. It may hold any HTML of the template: sanitise it before it is shown.
 * @throws Failure CHART_INVALID for a template that is not Handlebars, CHART_UNSUPPORTED for what is not done here
 */
export function renderTemplate(template: string, context: Readonly<Record<string, unknown>>): string {
  let tree: Node;
  checkNesting(template);
  try {
    tree = parse(template) as unknown as Node;
  } catch (error) {
    throw new Failure('CHART_INVALID', `The template is not Handlebars: ${messageOf(error).split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
  return new Renderer().program(tree, { context, data: {}, locals: {}, parent: undefined });
}
