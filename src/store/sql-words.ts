const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]?'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|([uU]&)?"((?:[^"]|"")*)(?:"|$)|\[([^\]\n]*)\]|`([^`]*)`|[A-Za-z_][\w$]*/g;

/** The names and keywords of a statement in lower case, quoted names too; strings and comments are left out. */
export function sqlWords(sql: string): string[] {
  const words: string[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const [token] = match;
    const quoted = match[3] ?? match[4] ?? match[5];
    // A name with escapes could spell anything: it stays as it is, and no rule lets it pass.
    if (match[2] !== undefined) words.push('u&"');
    else if (quoted !== undefined) words.push(quoted.toLowerCase());
    else if (/^[A-Za-z_]/.test(token) && !token.includes("'")) words.push(token.toLowerCase());
  }
  return words;
}
