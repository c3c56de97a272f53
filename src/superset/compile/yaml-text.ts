import { Failure } from '../../errors.ts';

/**
 * Plain data -> YAML as Superset's exports look: block style, keys in their order, lists at the indent of their key. Own
 * code because a bundle of a thousand assets is written within the tenth of a second that the general library needs ten
 * times; every text is quoted unless PyYAML surely reads it back as text. No clock, no locale: same data, same bytes.
 */
export function yamlText(value: unknown): string {
  const lines: string[] = [];
  if (isFilledObject(value)) writeObject(lines, value, 0);
  else if (Array.isArray(value) && value.length > 0) writeList(lines, value, 0);
  else lines.push(scalar(value, 0));
  return `${lines.join('\n')}\n`;
}

type Plain = Record<string, unknown>;

function writeObject(lines: string[], value: Plain, indent: number): void {
  const pad = ' '.repeat(indent);
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const head = `${pad}${plainText(key)}:`;
    if (isFilledObject(each)) {
      lines.push(head);
      writeObject(lines, each, indent + 2);
    } else if (Array.isArray(each) && each.length > 0) {
      lines.push(head);
      writeList(lines, each, indent);
    } else lines.push(`${head} ${scalar(each, indent)}`);
  }
}

function writeList(lines: string[], value: readonly unknown[], indent: number): void {
  const pad = ' '.repeat(indent);
  for (const each of value) {
    const at = lines.length;
    if (isFilledObject(each)) writeObject(lines, each, indent + 2);
    else if (Array.isArray(each) && each.length > 0) writeList(lines, each, indent + 2);
    else {
      lines.push(`${pad}- ${scalar(each, indent)}`);
      continue;
    }
    lines[at] = `${pad}- ${(lines[at] ?? '').slice(indent + 2)}`;
  }
}

function isFilledObject(value: unknown): value is Plain {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some((each) => each !== undefined)
  );
}

function scalar(value: unknown, indent: number): string {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return numberText(value);
    case 'string':
      return isBlock(value) ? blockText(value, indent + 2) : plainText(value);
    case 'object':
      return Array.isArray(value) ? '[]' : '{}';
    default:
      throw new Failure('INTERNAL', `a ${typeof value} cannot be written as YAML`);
  }
}

/** As Python writes them: PyYAML reads 1e+21 as text, and 1.0e+21 as the number. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${/^[+-]/.test(exponent) ? exponent : `+${exponent}`}`;
}

const SAFE = /^[A-Za-z_/(][A-Za-z0-9_ ./()<>=+%*;$^~@-]*$/;
/** What YAML 1.1 reads as something else than text. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|~|nan|inf|[-+]?\.(?:nan|inf))$/i;

function plainText(value: string): string {
  if (SAFE.test(value) && !WORDS.test(value) && !value.endsWith(' ')) return value;
  // What has no control character stands in single quotes, as PyYAML writes it; the rest needs escapes.
  return /^[\x20-\x7e\u00a0-\ud7ff]*$/.test(value) ? `'${value.replaceAll("'", "''")}'` : escaped(value);
}

/** JSON's escapes are YAML's too; what PyYAML calls unprintable is escaped as well. */
const escaped = (value: string): string =>
  JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Texts of several lines (SQL, CSS, Markdown) stay readable when nothing in them needs quotes. */
const isBlock = (value: string): boolean =>
  value.includes('\n') &&
  /^[\x20-\x7e\u00a0-\ud7ff\n]*$/.test(value) &&
  /^[^\s]/.test(value) &&
  !/[ \t]+(\n|$)/.test(value) &&
  !value.endsWith('\n\n');

function blockText(value: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const ends = value.endsWith('\n');
  const lines = (ends ? value.slice(0, -1) : value).split('\n').map((line) => (line === '' ? '' : pad + line));
  return `|${ends ? '' : '-'}\n${lines.join('\n')}`;
}
