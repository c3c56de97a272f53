/**
 * SQL as its words: comments and white space gone, quoted texts whole. Two statements with the same words answer the same,
 * so a difference in anything else is looks.
 */
export function sqlWords(sql: string): string[] {
  const words: string[] = [];
  const pattern =
    /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|[\p{L}\p{N}_$.]+|\s+|<>|<=|>=|!=|::|\|\||[^\s]/gu;
  for (const [word] of sql.matchAll(pattern)) {
    if (/^\s/.test(word) || word.startsWith('--') || word.startsWith('/*')) continue;
    words.push(/^['"`]/.test(word) ? word : word.toLowerCase());
  }
  return words;
}

export const sameSql = (a: string, b: string): boolean => sqlWords(a).join(' ') === sqlWords(b).join(' ');
