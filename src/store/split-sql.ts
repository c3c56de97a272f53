export interface SqlStatement {
  sql: string;
  /** Line of its first character, 1-based. */
  line: number;
}

/** What must be skipped as a whole: a comment, a string, a quoted name, a dollar-quoted body. */
const SKIPPED =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|[A-Za-z_]\w*|;/y;

/**
 * Splits a script into statements, so that a failure can name the line of the statement. A semicolon inside a string, a
 * comment, a dollar-quoted body, a trigger's BEGIN … END or a BEGIN ATOMIC … END separates nothing.
 */
export function splitSql(script: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  const pattern = new RegExp(SKIPPED);
  let start = -1; // of the statement: where its first word or sign is
  let words: string[] = [];
  let depth = 0; // of BEGIN and CASE inside a body
  const finish = (end: number): void => {
    if (start < 0) return;
    statements.push({ sql: script.slice(start, end).trim(), line: lineAt(script, start) });
    start = -1;
    words = [];
    depth = 0;
  };
  for (let at = 0; at < script.length; ) {
    pattern.lastIndex = at;
    const token = pattern.exec(script)?.[0];
    const isComment = token !== undefined && (token.startsWith('--') || token.startsWith('/*'));
    if (token === ';' && depth === 0) {
      finish(at);
    } else if (!isComment && (token !== undefined || /\S/.test(script[at] ?? ''))) {
      if (start < 0) start = at;
      if (token !== undefined && /^[A-Za-z_]/.test(token) && !token.includes("'")) {
        const word = token.toUpperCase();
        if (opensBody(words, word) || (depth > 0 && word === 'CASE')) depth += 1;
        else if (depth > 0 && word === 'END') depth -= 1;
        words.push(word);
      }
    }
    at += token?.length ?? 1;
  }
  finish(script.length);
  return statements;
}

const opensBody = (words: readonly string[], word: string): boolean =>
  (word === 'BEGIN' && words[0] === 'CREATE' && words.slice(1, 4).includes('TRIGGER')) ||
  (word === 'ATOMIC' && words.at(-1) === 'BEGIN' && words[0] === 'CREATE');

/** The line of an offset, 1-based. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
