import * as jinja from '@huggingface/jinja';

/** What the parser of the template library reads. */
export interface TemplateToken {
  value: string;
  type: string;
}

/** A node of the library's syntax tree, as far as it is looked at here. */
export interface Node {
  type: string;
  value?: unknown;
  operand?: Node;
  test?: Node;
  filter?: Node & { callee?: Node; args?: Node[] };
  object?: Node;
  property?: Node;
  computed?: boolean;
  /** Of a loop. */
  iterable?: Node;
  callee?: Node;
  args?: Node[];
}

/** A value of the library's own: maps, lists, texts and numbers in boxes. */
export interface Boxed {
  type: string;
  value: unknown;
}

interface Scope {
  set(name: string, value: unknown): unknown;
}

interface Interpreter {
  evaluate(statement: Node | undefined, scope: Scope): Boxed;
}

interface Library {
  tokenize: (source: string) => TemplateToken[];
  parse: (tokens: readonly TemplateToken[]) => Node;
  Environment: new (parent?: Scope) => Scope;
  Interpreter: new (scope: Scope) => Interpreter;
}

// The declarations that the library ships import each other without file endings, which this project's module
// resolution does not follow; these are the same, as far as they are used.
const library = jinja as unknown as Library;
export const { parse, Environment, Interpreter } = library;

/**
 * The library looks for blanks before a tag from each blank anew: two hundred thousand of them took minutes.
 * @throws Error for what it does not read, and for more than 500 blanks in a row
 */
export function tokenize(source: string): TemplateToken[] {
  if (/\s{501}/.test(source)) throw new Error('it has more than 500 blanks in a row');
  return library.tokenize(source);
}
export type { Scope };
