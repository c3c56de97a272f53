import { Failure } from '../../errors.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import { TABLES } from '../../model/tables.ts';
import { isRecord } from '../query/form-fields.ts';
import { ALLOWED_FUNCTIONS } from './allowed-functions.ts';
import { lex, parsableSql, sqlOf, type Token } from './lexer.ts';

/**
 * Decision 13: SQL that comes from a bundle is hostile. It is read by a lexer that refuses what could be read in two
 * ways, parsed, and its tree is searched: one SELECT, functions of a list, relations that a chart may read.
 */

const refuse = (why: string): never => {
  throw new Failure('SQL_REFUSED', `This SQL is not allowed here: ${why}`);
};

interface Parser {
  astify(sql: string): unknown;
}

type Tree = Record<string, unknown>;

/** Half a megabyte, so it is loaded only when SQL of a bundle is met. */
async function parser(): Promise<Parser> {
  const module = (await import('node-sql-parser/build/postgresql.js')) as unknown as {
    default: { Parser: new () => Parser };
  };
  return new module.default.Parser();
}

/** Where the parser stopped, in the words of the SQL. */
function nearText(sql: string, error: unknown): string {
  const location = isRecord(error) && isRecord(error.location) ? error.location : {};
  const offset = isRecord(location.start) ? location.start.offset : undefined;
  const text = typeof offset === 'number' ? sql.slice(offset).trim().split(/\s+/).slice(0, 4).join(' ') : '';
  return text === '' ? '' : ` near "${text.slice(0, 60)}"`;
}

/** The parser keeps everybody waiting: a second for so many characters. */
const LONGEST = 50_000;

async function parse(sql: string): Promise<Tree> {
  if (sql.length > LONGEST) refuse(`it is longer than ${LONGEST} characters; a view of the database may be`);
  let answer: unknown;
  try {
    answer = (await parser()).astify(sql);
  } catch (error) {
    throw new Failure('SQL_REFUSED', `This SQL is not understood${nearText(sql, error)}, so it cannot be checked`, {
      hint: 'Use standard SQL, or put the expression into a view of the database.',
      cause: error,
    });
  }
  const statements = Array.isArray(answer) ? answer : [answer];
  const [tree] = statements;
  if (statements.length !== 1 || !isRecord(tree) || tree.type !== 'select') refuse('it must be one SELECT');
  return tree as Tree;
}

/** Without recursion: a sum of ten thousand terms is ten thousand levels deep. */
function* nodes(value: unknown): Generator<Tree> {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) {
      for (const each of next) waiting.push(each);
    } else if (isRecord(next)) {
      yield next;
      for (const each of Object.values(next)) if (typeof each === 'object') waiting.push(each);
    }
  }
}

function functionName(node: Tree): string {
  if (typeof node.name === 'string') return node.name;
  const name = isRecord(node.name) ? node.name : {};
  if (name.schema !== undefined && name.schema !== null) refuse('a function with a schema');
  const parts = Array.isArray(name.name) ? name.name : [];
  return parts.map((part) => (isRecord(part) ? String(part.value) : String(part))).join('.');
}

function checkFunctions(tree: Tree): void {
  for (const node of nodes(tree)) {
    if (node.type !== 'function' && node.type !== 'aggr_func' && node.type !== 'window_func') continue;
    const name = functionName(node).toLowerCase();
    if (!ALLOWED_FUNCTIONS.has(name)) refuse(`the function ${name}`);
  }
}

const isSelect = (node: Tree): boolean => node.type === 'select' || isRecord(node.ast);

const SECRET_COLUMNS = new Set(
  TABLES.flatMap((table) =>
    table.columns.filter((column) => column.sensitivity === 'secret').map((column) => column.name),
  ),
);

const SECRET_TABLES = new Set(
  TABLES.filter((table) => table.columns.some((column) => column.sensitivity === 'secret')).map((table) => table.name),
);

/** Password hashes and keys stay out, on SQLite too, where there are no column grants. */
export function checkColumn(name: string): void {
  if (SECRET_COLUMNS.has(name.toLowerCase())) refuse(`the column ${name} holds secrets`);
}

/** Anywhere: USING and NATURAL compare columns that no expression names, and a record's field is named after brackets. */
function checkNames(tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (token.kind === 'identifier') checkColumn(token.sql.slice(1, -1));
    if (token.kind === 'text') for (const word of token.sql.match(/\w+/g) ?? []) checkColumn(word);
  }
}

/** `1) OR (1 = 1` would end the brackets that are put around an expression. */
function checkBrackets(tokens: readonly Token[]): void {
  let open = 0;
  for (const { kind, sql } of tokens) {
    if (kind !== 'text') continue;
    for (const [bracket] of sql.matchAll(/[()]/g)) {
      open += bracket === '(' ? 1 : -1;
      if (open < 0) refuse('it closes a bracket that it did not open');
    }
  }
}

/** Casts to these look names of the catalogue up. */
function checkCasts(tree: Tree): void {
  for (const node of nodes(tree)) {
    if (node.type !== 'cast') continue;
    for (const target of Array.isArray(node.target) ? node.target : [node.target])
      if (isRecord(target) && /^"?reg/i.test(String(target.dataType))) refuse(`a cast to ${String(target.dataType)}`);
  }
}

/** Bookkeeping of deployments; SQLite has no schemas, so it is known by its names. */
const GITOPS_TABLES = new Set(TABLES.filter((table) => table.schema === 'gitops').map((table) => table.name));

const SYSTEM_SCHEMAS = /^(pg_|information_schema$|sqlite_|temp$)/i;
const SYSTEM_TABLES = /^(pg_|sqlite_|pragma_|dbstat$|bytecode$|tables_used$|fts\d|information_schema$)/i;

/**
 * Whether a chart may read a relation: never a catalogue of the database, never the bookkeeping of deployments.
 * @throws Failure SQL_REFUSED
 */
export function checkRelation(schema: string | null | undefined, table: string): void {
  if (schema && (SYSTEM_SCHEMAS.test(schema) || schema.toLowerCase() === 'gitops')) refuse(`the schema ${schema}`);
  if (SYSTEM_TABLES.test(table) || GITOPS_TABLES.has(table.toLowerCase())) refuse(`the relation ${table}`);
}

/** It was evaluated before (charts/jinja): what is still there came out of it, or stands where Superset would run it and we do not. */
function checkJinja(text: string): void {
  if (/\{[{%]/.test(text)) refuse("Superset's Jinja is left in it");
}

/** `COUNT(*)` and the like need no parser, which takes half of the time of a fast chart. */
const PLAIN_AGGREGATE = /^(?:count|sum|avg|min|max)\(\s*(?:distinct\s+)?(\*|[a-z_][a-z0-9_]*)\s*\)$/i;

/**
 * One expression (a metric, a calculated column, a filter) without subqueries. Answers the text to use: the same,
 * without comments.
 * @throws Failure SQL_REFUSED
 */
export async function checkExpression(sql: string, dialect: Dialect): Promise<string> {
  const tokens = lex(sql, { brackets: dialect === 'sqlite' });
  const text = sqlOf(tokens);
  if (text === '') refuse('it is empty');
  checkJinja(text);
  checkNames(tokens);
  if (PLAIN_AGGREGATE.test(text)) return text;
  checkBrackets(tokens);
  const tree = await parse(`SELECT (${parsableSql(tokens)})`);
  const columns = Array.isArray(tree.columns) ? tree.columns : [];
  const [only] = columns as Tree[];
  const isList = isRecord(only?.expr) && only.expr.type === 'expr_list';
  if (columns.length !== 1 || tree.from || isList) refuse('it must be one expression');
  for (const node of nodes(columns)) if (isSelect(node)) refuse('a subquery in an expression');
  checkFunctions(tree);
  checkCasts(tree);
  return text;
}

/**
 * The SELECT of a virtual dataset. Answers the text to use: the same, without comments.
 * @throws Failure SQL_REFUSED
 */
export async function checkSelect(sql: string, dialect: Dialect): Promise<string> {
  const trimmed = sql.trim().replace(/;\s*$/, '');
  const tokens = lex(trimmed, { brackets: dialect === 'sqlite' });
  checkJinja(trimmed);
  checkNames(tokens);
  const tree = await parse(parsableSql(tokens));
  // A WITH may not take the name of a catalogue: inside its own definition that name would still be the catalogue.
  for (const node of nodes(tree.with)) if (isRecord(node.name)) checkRelation(null, String(node.name.value));
  for (const node of nodes(tree)) {
    if (typeof node.type === 'string' && /^(insert|update|delete|replace|create|drop|alter)$/.test(node.type))
      refuse('it writes');
    if (isRecord(node.into) && (node.into.expr ?? node.into.position)) refuse('SELECT INTO');
    if (typeof node.table !== 'string' || !('db' in node || 'join' in node || 'as' in node)) continue;
    if (node.type === 'column_ref') continue;
    const schema = typeof node.db === 'string' ? node.db : typeof node.schema === 'string' ? node.schema : null;
    checkRelation(schema, node.table);
    if (SECRET_TABLES.has(node.table.toLowerCase()) && hasStar(tree))
      refuse(`every column of ${node.table}: name those you need`);
  }
  checkFunctions(tree);
  checkCasts(tree);
  return sqlOf(tokens);
}

const hasStar = (tree: Tree): boolean => {
  for (const node of nodes(tree)) {
    if (node.type !== 'column_ref') continue;
    const column = isRecord(node.column) && isRecord(node.column.expr) ? node.column.expr.value : node.column;
    if (column === '*') return true;
  }
  return tree.columns === '*';
};
