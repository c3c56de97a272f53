import { Failure, messageOf } from '../../errors.ts';
import { type Node, parse, type TemplateToken } from '../../util/jinja/jinja.ts';
import { type Delimiters, LINE_MARK, type ScannedTemplate, type ScanOptions, scanTemplate } from './template-scan.ts';
import { TemplateSandbox } from '../../util/jinja/template-sandbox.ts';

export interface TemplateSource {
  /** Path as messages name it. */
  file: string;
  text: string;
}

export interface Rendered {
  text: string;
  /** Line of the result (1-based) -> line of the template; exact when the two lines are the same text. */
  origin: (line: number) => { line: number; exact: boolean };
}

interface Parsed {
  program: Node;
  scanned: ScannedTemplate;
  file: string;
}

/**
 * Renders templates that share variables and macros. Rendering is a function of these alone: no clock, no file system,
 * no environment.
 */
export function templateRenderer(options: {
  variables: Readonly<Record<string, unknown>>;
  macros: readonly TemplateSource[];
  delimiters: Delimiters;
}): (template: TemplateSource) => Rendered {
  const sandbox = new TemplateSandbox(options.variables);
  const tags = new Map<string, TemplateToken[]>();
  const parsed = (source: TemplateSource, markLines: boolean): Parsed =>
    parseTemplate(source, { delimiters: options.delimiters, markLines, tags });
  for (const macro of options.macros) run(sandbox, parsed(macro, false), true);
  return (source) => {
    const opening = options.delimiters === 'jinja' ? /\{[{%#]/ : /\[[[%#]-?\s/;
    // Most templates hold no tag at all.
    if (!opening.test(source.text)) return { text: source.text, origin: (line) => ({ line, exact: true }) };
    return traced(run(sandbox, parsed(source, true), false), source.text);
  };
}

function run(sandbox: TemplateSandbox, { program, scanned, file }: Parsed, shared: boolean): string {
  try {
    return sandbox.render(program, shared);
  } catch (cause) {
    const message = cause instanceof RangeError ? 'it nests too deeply or writes too much' : messageOf(cause);
    throw new Failure('TEMPLATE_INVALID', message, { where: { file, ...scanned.places[sandbox.place] }, cause });
  }
}

const EMPTY_PROGRAM: Node & { body: Node[] } = { type: 'Program', body: [] };

function parseTemplate(source: TemplateSource, options: ScanOptions): Parsed {
  const scanned = scanTemplate(source.text, source.file, options);
  if (scanned.tokens.length === 0) return { program: EMPTY_PROGRAM, scanned, file: source.file };
  try {
    return { program: parse(scanned.tokens), scanned, file: source.file };
  } catch (cause) {
    const furthest = furthestRead(scanned);
    const ended = furthest < scanned.tokens.length;
    const last = scanned.places[Math.min(furthest, scanned.places.length - 1)];
    const at = ended ? last : (scanned.unended ?? last);
    // Past the last token means that a block was never ended; then the parser trips over undefined.
    const message = ended ? messageOf(cause) : 'a block is never ended';
    throw new Failure('TEMPLATE_INVALID', message, { where: { file: source.file, ...at }, cause });
  }
}

/** The parser names no place: how far it reads says which tag it stumbles over. */
function furthestRead({ tokens }: ScannedTemplate): number {
  let furthest = 0;
  const watched = new Proxy(tokens, {
    get(target, key, receiver) {
      const index = typeof key === 'string' ? Number(key) : Number.NaN;
      if (Number.isInteger(index) && index > furthest) furthest = index;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  try {
    parse(watched);
  } catch {
    // It stumbles again; now we know where.
  }
  return furthest;
}

function traced(markedText: string, template: string): Rendered {
  const mark = `${LINE_MARK[0]}(\\d+)${LINE_MARK[1]}`;
  const leading = new RegExp(`^(?:${mark})+`);
  const every = new RegExp(mark, 'g');
  const templateLines = template.split('\n');
  const origins: number[] = [];
  let last = 1;
  const lines = markedText.split('\n').map((line) => {
    // A mark right after another stands for text that holds nothing on this line; the group keeps the last of them.
    const first = leading.exec(line)?.[1];
    origins.push(first === undefined ? last : Number(first));
    return line.replace(every, (_, number: string) => {
      last = Number(number);
      return '';
    });
  });
  return {
    text: lines.join('\n'),
    origin: (line) => {
      const found = origins[line - 1] ?? last;
      return { line: found, exact: templateLines[found - 1] === lines[line - 1] };
    },
  };
}
