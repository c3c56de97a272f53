import { nearest } from '../nearest.ts';
import { type Boxed, Environment, Interpreter, type Node, type Scope } from './jinja.ts';

/** What one template may cost at most. */
const TEMPLATE_LIMITS = { steps: 200_000, depth: 400, output: 4_000_000, range: 10_000, width: 1_000 } as const;

/**
 * The library's interpreter with limits. It knows maps, lists, texts and numbers of its own, never a JavaScript object,
 * so there is no prototype to reach; an undefined name is an error; steps, depth and sizes are counted.
 */
export class TemplateSandbox extends Interpreter {
  /** Index of the place that is being evaluated: kept by the comment tokens before each tag. */
  place = 0;
  readonly #shared: Scope;
  #steps = 0;
  #depth = 0;
  #tolerant = 0;
  readonly #known: readonly string[];
  /** What loops run over: their rounds count even when nothing is done in them. */
  readonly #loopedOver = new WeakSet<object>();
  /** What was evaluated to look at it, for the filter that evaluates it next: a chain of filters would double at each link. */
  readonly #ready = new Map<Node, Boxed>();

  constructor(variables: Readonly<Record<string, unknown>>) {
    const scope = new Environment();
    for (const [name, value] of Object.entries({ ...CONSTANTS, ...variables })) scope.set(name, value);
    scope.set('range', limitedRange);
    super(scope);
    this.#shared = scope;
    this.#known = [...Object.keys(variables), 'range', 'namespace'];
  }

  /**
   * Runs a template. What `shared` ones define (macros) is there for all that follow; what others define is theirs alone.
   */
  render(program: Node, shared: boolean): string {
    this.#steps = 0;
    this.#depth = 0;
    this.#tolerant = 0;
    this.place = 0;
    this.#ready.clear();
    return String(this.evaluate(program, shared ? this.#shared : new Environment(this.#shared)).value);
  }

  override evaluate(node: Node | undefined, scope: Scope): Boxed {
    const ready = node && this.#ready.get(node);
    if (ready) return ready;
    if (++this.#steps > TEMPLATE_LIMITS.steps) throw new Error(`it takes more than ${TEMPLATE_LIMITS.steps} steps`);
    if (++this.#depth > TEMPLATE_LIMITS.depth) throw new Error('it calls itself without end');
    if (node?.type === 'Comment') this.place = Number(node.value);
    const tolerant = node !== undefined && asksForUndefined(node);
    if (tolerant) this.#tolerant++;
    const looked = node ? this.#refuseGrowth(node, scope) : [];
    if (node?.iterable) this.#loopedOver.add(node.iterable);
    const place = this.place;
    // Nothing else is evaluated between here and there: all that the filter asks for is ready.
    for (const [each, value] of looked) this.#ready.set(each, value);
    const result = super.evaluate(node, scope);
    for (const [each] of looked) this.#ready.delete(each);
    // A macro that was called has its own places; the tag that called it goes on where it was.
    if (node?.type === 'CallExpression' || node?.type === 'CallStatement') this.place = place;
    if (tolerant) this.#tolerant--;
    this.#depth--;
    const text = result.value;
    if (node && this.#loopedOver.has(node)) this.#steps += roundsOf(text);
    if (node && makesNew(node)) this.#steps += this.#sizeOf(text);
    refuseLong(text);
    if (this.#tolerant === 0 && node && isName(node) && result.type === 'UndefinedValue') {
      throw new Error(this.#undefinedMessage(node));
    }
    return result;
  }

  #undefinedMessage(node: Node): string {
    if (node.type === 'MemberExpression') return `${nameOf(node)} is not defined`;
    const name = String(node.value);
    const near = nearest(name, this.#known);
    return `${name} is not defined${near ? `; did you mean ${near}?` : ''}`;
  }

  /** Things in a list that was just made, those in its lists too; boxed values hold theirs as `value`. */
  #sizeOf(made: unknown): number {
    let size = 0;
    const waiting = [made];
    while (waiting.length > 0 && this.#steps + size <= TEMPLATE_LIMITS.steps) {
      const next = waiting.pop();
      const inner = Array.isArray(next) ? next : next instanceof Map ? [...next.values()] : [];
      size += inner.length;
      for (const each of inner) waiting.push(isBoxed(each) ? each.value : each);
    }
    return size;
  }

  /**
   * `replace` and wide indents can make a short template write gigabytes in one step. Answers what was evaluated to find out:
   * the operand and the arguments, in the order in which the filter asks for them.
   */
  #refuseGrowth(node: Node, scope: Scope): [Node, Boxed][] {
    if (node.type === 'MemberExpression' && !node.computed && node.property?.value === 'replace') {
      throw new Error('use the filter: value | replace("a", "b")');
    }
    if (node.type !== 'FilterExpression' || node.filter?.type !== 'CallExpression' || !node.operand) return [];
    const name = String(node.filter.callee?.value);
    if (name !== 'replace' && name !== 'indent' && name !== 'tojson') return [];
    const operand = this.evaluate(node.operand, scope);
    const values = (node.filter.args ?? []).map((each): [Node, Boxed] => {
      const argument = (each.type === 'KeywordArgumentExpression' ? each.value : each) as Node;
      return [argument, this.evaluate(argument, scope)];
    });
    for (const [, { value }] of values) {
      if (typeof value === 'number' && value > TEMPLATE_LIMITS.width) throw new Error(`${name}: ${value} is too wide`);
    }
    const longest = Math.max(1, ...values.map(([, { value }]) => lengthOf(value)));
    if (name === 'replace' && lengthOf(operand.value) * longest > TEMPLATE_LIMITS.output)
      throw new Error('replace would write too much');
    return [[node.operand, operand], ...values];
  }
}

/** @throws Error for a text longer than a template may write */
export function refuseLong(value: unknown): void {
  if (typeof value === 'string' && value.length > TEMPLATE_LIMITS.output)
    throw new Error(`it writes more than ${TEMPLATE_LIMITS.output} characters`);
}

const CONSTANTS = { true: true, false: false, none: null, True: true, False: false, None: null };

function limitedRange(...bounds: number[]): number[] {
  const [first = 0, second, step = 1] = bounds;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(length)) throw new Error('range() needs a step other than 0');
  if (length > TEMPLATE_LIMITS.range) throw new Error(`range() of more than ${TEMPLATE_LIMITS.range}`);
  return Array.from({ length }, (_, index) => from + index * step);
}

/** `x is defined` and `x | default(…)` may ask for what does not exist. */
function asksForUndefined(node: Node): boolean {
  if (node.type === 'TestExpression') return ['defined', 'undefined'].includes(String(node.test?.value));
  if (node.type !== 'FilterExpression') return false;
  return (node.filter?.type === 'CallExpression' ? node.filter.callee?.value : node.filter?.value) === 'default';
}

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 1);

const roundsOf = (value: unknown): number =>
  Array.isArray(value) ? value.length : value instanceof Map ? value.size : lengthOf(value);

const isBoxed = (value: unknown): value is Boxed => typeof value === 'object' && value !== null && 'value' in value;

/** What copies lists: `a + a`, `[a, a]`, filters and calls (range among them). */
const makesNew = ({ type }: Node): boolean =>
  /^(BinaryExpression|FilterExpression|CallExpression|ArrayLiteral)$/.test(type);

const isName = (node: Node): boolean => node.type === 'Identifier' || node.type === 'MemberExpression';

function nameOf(node: Node | undefined): string {
  if (node?.type === 'MemberExpression') return `${nameOf(node.object)}.${nameOf(node.property)}`;
  return typeof node?.value === 'string' || typeof node?.value === 'number' ? String(node.value) : '…';
}
