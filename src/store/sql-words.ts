import type { Dialect } from '../model/sql-runner.ts';

/** Stands for something that could spell any name: no rule lets it pass. */
export const ANY_NAME = '?';

const NAME = '[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*';

/**
 * What each database takes as one piece: comments, strings, quoted names (group "name"), names. They differ in where a
 * piece ends, and a difference is where something could hide: backslashes count in PostgreSQL's E'' only, its comments
 * nest and end at a carriage return too, its brackets are subscripts, which are quotes in SQLite.
 */
const TOKENS: Record<Dialect, RegExp> = {
  postgresql: new RegExp(
    `--[^\\n\\r]*|/\\*[\\s\\S]*?(?:\\*/|$)|[eE]'(?:[^'\\\\]|\\\\[\\s\\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)` +
      `|\\$(?<tag>${NAME.replace('[\\w$', '[\\w')})?\\$[\\s\\S]*?(?:\\$\\k<tag>\\$|$)` +
      `|(?<escaped>[uU]&)?"(?<name>(?:[^"]|"")*)(?:"|$)|${NAME}`,
    'g',
  ),
  sqlite: new RegExp(
    `--[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)|'(?:[^']|'')*(?:'|$)` +
      `|"(?<name>(?:[^"]|"")*)(?:"|$)|\\[(?<bracketed>[^\\]]*)(?:\\]|$)|\`(?<ticked>(?:[^\`]|\`\`)*)(?:\`|$)|${NAME}`,
    'g',
  ),
};

/** The names and keywords of a statement in lower case, quoted names too; strings and comments are left out. */
export function sqlWords(sql: string, dialect: Dialect): string[] {
  const words: string[] = [];
  for (const match of sql.matchAll(TOKENS[dialect])) {
    const [token] = match;
    const groups = match.groups ?? {};
    const quoted = groups.name ?? groups.bracketed ?? groups.ticked;
    const isNested = dialect === 'postgresql' && token.startsWith('/*') && token.includes('/*', 2);
    if (groups.escaped !== undefined || isNested) words.push(ANY_NAME);
    else if (quoted !== undefined) words.push(quoted.toLowerCase());
    else if (/^[A-Za-z_\u0080-\uffff]/.test(token) && !token.includes("'")) words.push(token.toLowerCase());
  }
  return words;
}
