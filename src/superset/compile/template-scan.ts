import { Failure, messageOf, type Place } from '../../errors.ts';
import { type TemplateToken, tokenize } from '../../util/jinja/jinja.ts';

export type Delimiters = 'brackets' | 'jinja';

export interface ScanOptions {
  delimiters: Delimiters;
  /** Whether lines of text carry marks that tell where they come from. */
  markLines: boolean;
  /** Tokens of tags that were met before: templates of a project have many alike. */
  tags: Map<string, TemplateToken[]>;
}

export interface ScannedTemplate {
  tokens: TemplateToken[];
  /** For each token, the tag it belongs to: 1-based line and column in the template. */
  places: { line: number; column: number }[];
  /** The block that was opened last and never ended. */
  unended: { line: number; column: number } | undefined;
}

/**
 * Superset's own SQL holds {{ }}, so our tags are [[ value ]], [% block %] and [# comment #]. A tag opens only before
 * white space (or `-` and white space): [["count", false]] in a JSON text and [%Y] in a date format stay text.
 */
const SYNTAX = {
  brackets: { open: /\[([[%#])(-?)(?=\s)/g, close: { '[': ']]', '%': '%]', '#': '#]' } },
  jinja: { open: /\{([{%#])(-?)/g, close: { '{': '}}', '%': '%}', '#': '#}' } },
} as const;

/** Marks where a line of the template begins in the rendered text; never in a template itself. */
export const LINE_MARK = ['\uE000', '\uE001'] as const;

interface Tag {
  kind: 'value' | 'block' | 'comment';
  inner: string;
  /** Offsets of the whole tag, and whether white space before and after it goes. */
  from: number;
  to: number;
  trimBefore: boolean;
  trimAfter: boolean;
}

/**
 * Template -> tokens with places. Before each tag stands a comment token that holds the index of its place; lines of
 * text begin with a mark that holds their number, so that a value in the result can be traced to the template.
 * @throws Failure TEMPLATE_INVALID
 */
export function scanTemplate(source: string, file: string, options: ScanOptions): ScannedTemplate {
  const { delimiters, markLines } = options;
  if (source.includes(LINE_MARK[0]) || source.includes(LINE_MARK[1])) {
    throw new Failure('TEMPLATE_INVALID', 'the template holds a character of Unicode private use (U+E000 or U+E001)', {
      where: { file },
    });
  }
  const lineStarts = startsOfLines(source);
  const placeAt = (offset: number): { line: number; column: number } => {
    const line = lineAt(lineStarts, offset);
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 };
  };
  const tokens: TemplateToken[] = [];
  const places: ScannedTemplate['places'] = [];
  const push = (token: TemplateToken, place: { line: number; column: number }): void => {
    tokens.push(token);
    places.push(place);
  };
  const open: { word: string; place: { line: number; column: number } }[] = [];
  let captured = 0; // inside macro, set, call or filter: what is captured there holds no marks
  let cursor = 0;
  let trimNext = false;
  const text = (to: number, trimEnd: boolean): void => {
    const place = placeAt(cursor);
    let value = source.slice(cursor, to);
    let line = place.line;
    if (trimNext) {
      const trimmed = value.trimStart();
      line += count(value.slice(0, value.length - trimmed.length), '\n');
      value = trimmed;
    }
    if (trimEnd) value = value.trimEnd();
    if (value !== '') push({ value: markLines && captured === 0 ? marked(value, line) : value, type: 'Text' }, place);
  };
  for (;;) {
    const tag = nextTag(source, cursor, delimiters, (offset, message) => {
      throw new Failure('TEMPLATE_INVALID', message, { where: { file, ...placeAt(offset) } });
    });
    if (!tag) break;
    const place = placeAt(tag.from);
    const [from, to] = tag.kind === 'value' ? [tag.from, tag.to] : wholeLine(source, tag);
    text(Math.max(from, cursor), tag.trimBefore);
    trimNext = tag.trimAfter;
    cursor = to;
    if (tag.kind === 'comment') continue;
    const word = /^\s*(\w+)/.exec(tag.inner)?.[1] ?? '';
    if (tag.kind === 'block' && word === 'raw') {
      const end = endOfRaw(source, to, delimiters);
      if (!end) throw new Failure('TEMPLATE_INVALID', 'raw without endraw', { where: { file, ...place } });
      push({ value: source.slice(to, end.from), type: 'Text' }, place);
      cursor = end.to;
      continue;
    }
    if (tag.kind === 'block') {
      if (word.startsWith('end')) open.splice(open.findLastIndex((each) => `end${each.word}` === word));
      else if (opensBlock(word, tag.inner)) open.push({ word, place });
    }
    if (tag.kind === 'block') captured += captureChange(word, tag.inner);
    push({ value: String(places.length), type: 'Comment' }, place);
    for (const token of tokensOf(tag, options.tags, { file, ...place })) push(token, place);
  }
  text(source.length, false);
  return { tokens, places, unended: open.at(-1)?.place };
}

const opensBlock = (word: string, inner: string): boolean =>
  ['if', 'for', 'macro', 'call', 'filter'].includes(word) || (word === 'set' && !inner.includes('='));

/** Whether the block begins (+1) or ends (-1) a passage whose text is captured rather than written out. */
function captureChange(word: string, inner: string): number {
  if (opensBlock(word, inner) && word !== 'if' && word !== 'for') return 1;
  return ['endmacro', 'endcall', 'endfilter', 'endset'].includes(word) ? -1 : 0;
}

function tokensOf(tag: Tag, tags: Map<string, TemplateToken[]>, where: Place): TemplateToken[] {
  const [open, close] = tag.kind === 'value' ? ['{{', '}}'] : ['{%', '%}'];
  const text = `${open}${tag.inner}${close}`;
  try {
    const tokens = tags.get(text) ?? tokenize(text).map(({ value, type }) => ({ value, type }));
    tags.set(text, tokens);
    return tokens;
  } catch (cause) {
    throw new Failure('TEMPLATE_INVALID', `${tag.inner.trim()}: ${messageOf(cause)}`, { where, cause });
  }
}

function nextTag(
  source: string,
  from: number,
  delimiters: Delimiters,
  fail: (offset: number, message: string) => never,
): Tag | undefined {
  const { open, close } = SYNTAX[delimiters];
  const pattern = new RegExp(open.source, 'g');
  pattern.lastIndex = from;
  const match = pattern.exec(source);
  if (!match) return undefined;
  const sign = match[1] as keyof typeof close;
  const closing = close[sign] as string;
  const kind = sign === '#' ? 'comment' : sign === '%' ? 'block' : 'value';
  const begin = match.index + match[0].length;
  const end = kind === 'comment' ? source.indexOf(closing, begin) : endOfTag(source, begin, closing);
  if (end < 0) fail(match.index, `${match[0]} is never closed with ${closing}`);
  const trimAfter = source[end - 1] === '-' && end - 1 >= begin;
  return {
    kind,
    inner: source.slice(begin, trimAfter ? end - 1 : end),
    from: match.index,
    to: end + closing.length,
    trimBefore: match[2] === '-',
    trimAfter,
  };
}

/** The closing mark outside of quotes and brackets: `[[ rows[0]["a]]"] ]]` ends at the last one. */
function endOfTag(source: string, from: number, closing: string): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === '"' || char === "'") {
      at++;
      while (at < source.length && source[at] !== char) at += source[at] === '\\' ? 2 : 1;
      continue;
    }
    if (depth === 0 && source.startsWith(closing, at)) return at;
    if (char === '[' || char === '{' || char === '(') depth++;
    else if (char === ']' || char === '}' || char === ')') depth--;
  }
  return -1;
}

/** A block or comment alone on its line takes the whole line with it. */
function wholeLine(source: string, tag: Tag): [number, number] {
  let from = tag.from;
  while (from > 0 && (source[from - 1] === ' ' || source[from - 1] === '\t')) from--;
  const startsLine = from === 0 || source[from - 1] === '\n';
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(source.slice(tag.to, tag.to + 200));
  return startsLine && rest ? [from, tag.to + rest[0].length] : [tag.from, tag.to];
}

function endOfRaw(source: string, from: number, delimiters: Delimiters): { from: number; to: number } | undefined {
  const pattern = delimiters === 'jinja' ? /\{%-?\s*endraw\s*-?%\}/g : /\[%-?\s*endraw\s*-?%\]/g;
  pattern.lastIndex = from;
  const match = pattern.exec(source);
  return match ? { from: match.index, to: match.index + match[0].length } : undefined;
}

function marked(value: string, firstLine: number): string {
  let line = firstLine;
  const mark = (number: number): string => `${LINE_MARK[0]}${number}${LINE_MARK[1]}`;
  return mark(firstLine) + value.replaceAll('\n', () => `\n${mark(++line)}`);
}

function startsOfLines(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the line that holds an offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const count = (text: string, part: string): number => text.split(part).length - 1;
