/** Words that begin a line of a statement. */
const CLAUSE =
  /^(?:WITH|SELECT|FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|UNION(?: ALL)?|(?:(?:LEFT|INNER|CROSS)(?: OUTER)? )?JOIN)\b/i;
const QUOTED = /^(?:'(?:[^']|'')*'|"(?:[^"]|"")*")/;
const STATEMENT = /^\(\s*(?:SELECT|WITH)\b/i;

/** SQL that was written as one line, with each clause on a line of its own and what is nested further in. */
export function sqlLines(sql: string): string {
  // A comment ends with its line, so lines are left as they are.
  if (/--|\/\*/.test(sql)) return sql;
  /** Whether each open parenthesis holds a statement. */
  const open: boolean[] = [];
  let out = '';
  const newLine = (): void => {
    out = `${out.trimEnd()}\n${'  '.repeat(open.length)}`;
  };
  for (let at = 0; at < sql.length; ) {
    const rest = sql.slice(at);
    const quoted = QUOTED.exec(rest)?.[0];
    const between = /[\s()]/.test(sql[at - 1] ?? ' ');
    const clause = between && open.every(Boolean) ? CLAUSE.exec(rest)?.[0] : undefined;
    const space = /^\s+/.exec(rest)?.[0];
    const part = quoted ?? clause ?? space ?? sql[at] ?? '';
    if (clause && out !== '') newLine();
    if (part === ')' && open.pop()) newLine();
    out += part === space ? ' ' : part;
    if (part === '(') open.push(STATEMENT.test(rest));
    at += part.length;
  }
  return out.trim();
}
