import { Failure } from '../../errors.ts';

type TokenKind = 'text' | 'string' | 'identifier' | 'space';

export interface Token {
  kind: TokenKind;
  /** As it stands in the SQL that runs; comments are gone. */
  sql: string;
}

const refuse = (why: string): never => {
  throw new Failure('SQL_REFUSED', `This SQL is not allowed here: ${why}`);
};

/** Up to and with the closing quote, which is written twice inside. */
function quoted(sql: string, start: number, close: string): number {
  let at = start + 1;
  for (;;) {
    const next = sql.indexOf(close, at);
    if (next < 0) refuse('a quote is not closed');
    if (sql[next + 1] !== close || close === ']') return next + 1;
    at = next + 2;
  }
}

function commentEnd(sql: string, start: number): number {
  if (sql.startsWith('--', start)) {
    const end = sql.indexOf('\n', start);
    return end < 0 ? sql.length : end;
  }
  const end = sql.indexOf('*/', start + 2);
  if (end < 0) refuse('a comment is not closed');
  // PostgreSQL nests comments and SQLite does not, so the two would read such a text differently.
  if (sql.slice(start + 2, end).includes('/*')) refuse('a comment in a comment');
  return end + 2;
}

const CLOSERS: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };

/**
 * Reads SQL as both databases read it, with the standard's strings (a backslash is a backslash). Whatever the two, or a
 * parser, could read differently is refused: strings with escapes (E'…', U&'…'), $quotes$, nested comments, control
 * characters, a second statement. Square brackets and backticks count as quotes on SQLite only.
 * @throws Failure SQL_REFUSED
 */
export function lex(sql: string, options: { brackets: boolean }): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const char = sql[at] ?? '';
    const two = sql.slice(at, at + 2);
    if (two === '--' || two === '/*') {
      at = commentEnd(sql, at);
      tokens.push({ kind: 'space', sql: ' ' });
    } else if (/\s/.test(char)) {
      at += 1;
      tokens.push({ kind: 'space', sql: ' ' });
    } else if (char === "'" || char === '"' || (options.brackets && (char === '`' || char === '['))) {
      const before = tokens.at(-1);
      if (before?.kind === 'text' && /(^|[^a-z0-9_])(e|n|b|x|u&)$/i.test(before.sql)) refuse('a string with a prefix');
      const end = quoted(sql, at, CLOSERS[char] ?? char);
      const text = sql.slice(at, end);
      if (text.includes('\0')) refuse('a NUL in a quote');
      tokens.push({ kind: char === "'" ? 'string' : 'identifier', sql: text });
      at = end;
    } else {
      if (char === ';') refuse('more than one statement');
      if (char === '$') refuse('a dollar sign outside of quotes');
      if (char === '\\') refuse('a backslash outside of quotes');
      if (char === '`') refuse('a backtick');
      if (char < ' ' || char === '\u007f') refuse('a control character');
      const last = tokens.at(-1);
      if (last?.kind === 'text') last.sql += char;
      else tokens.push({ kind: 'text', sql: char });
      at += 1;
    }
  }
  return tokens;
}

export const sqlOf = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => token.sql)
    .join('')
    .trim();

const bare = (token: Token): string => token.sql.slice(1, -1).replaceAll(/""|``/g, '"');

/** A name as the parser takes it: no quote of any kind inside. */
const parsableName = (name: string): string => `"${name.replaceAll(/["`\\\]]/g, '_')}"`;

/**
 * The same SQL for a parser: what a string says is of no interest to it and could confuse it, and SQLite's `==` is `=`.
 */
export const parsableSql = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.kind === 'string') return /^'[\w ,.:%+/-]*'$/.test(token.sql) ? token.sql : "'x'";
      if (token.kind === 'identifier') return parsableName(bare(token));
      return token.sql.replaceAll('==', '=');
    })
    .join('')
    .trim();
