import { type Boxed, Environment, type Node, type Scope } from '../../util/jinja/jinja.ts';
import { refuseLong, TemplateSandbox } from '../../util/jinja/template-sandbox.ts';
import { isRecord } from '../query/form-fields.ts';

/** A plain value of a boxed one: texts, numbers, lists, records. */
export function unboxed(boxed: unknown): unknown {
  if (!isRecord(boxed) || !('type' in boxed)) return boxed;
  const { value } = boxed as unknown as Boxed;
  if (Array.isArray(value)) return value.map(unboxed);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [String(key), unboxed(each)]));
  return value ?? null;
}

const boxed = (value: unknown): Boxed => new Environment().set('value', value) as Boxed;

/** A filter of Superset's own: what it makes of a value. */
export type SqlFilter = (value: unknown, args: readonly unknown[]) => unknown;

/** The template sandbox with the filters that Superset adds for SQL, and `', '.join(list)` of Python. */
export class SqlSandbox extends TemplateSandbox {
  readonly #filters: Readonly<Record<string, SqlFilter>>;

  constructor(variables: Readonly<Record<string, unknown>>, filters: Readonly<Record<string, SqlFilter>>) {
    super(variables);
    this.#filters = filters;
  }

  override evaluate(node: Node | undefined, scope: Scope): Boxed {
    const own = this.#joined(node, scope) ?? this.#filtered(node, scope);
    if (own === undefined) return super.evaluate(node, scope);
    refuseLong(own.value);
    return own;
  }

  #joined(node: Node | undefined, scope: Scope): Boxed | undefined {
    const { callee } = node ?? {};
    if (node?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || callee.computed) return undefined;
    if (callee.property?.value !== 'join') return undefined;
    const glue = unboxed(this.evaluate(callee.object, scope));
    const list = unboxed(this.evaluate(node.args?.[0], scope));
    if (typeof glue !== 'string' || !Array.isArray(list)) return undefined;
    return boxed(list.map((each) => String(each)).join(glue));
  }

  #filtered(node: Node | undefined, scope: Scope): Boxed | undefined {
    if (node?.type !== 'FilterExpression') return undefined;
    const isCall = node.filter?.type === 'CallExpression';
    const name = String(isCall ? node.filter?.callee?.value : node.filter?.value);
    const filter = Object.hasOwn(this.#filters, name) ? this.#filters[name] : undefined;
    if (filter === undefined) return undefined;
    const args = (isCall ? (node.filter?.args ?? []) : []).map((each) =>
      unboxed(this.evaluate((each.type === 'KeywordArgumentExpression' ? each.value : each) as Node, scope)),
    );
    return boxed(filter(unboxed(this.evaluate(node.operand, scope)), args));
  }
}
