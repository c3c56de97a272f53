import jsYaml from 'js-yaml';

/** Thrown for what two readers might take differently; the caller reads such a text with the thorough one. */
class Doubtful extends Error {}

/**
 * What is left to the thorough reader: anchors, aliases, tags and merges, several documents, directives, tabs, carriage
 * returns and marks of byte order, spaces at the end of a line, keys that are not texts, comments that touch what they follow,
 * lists of empty lists, block texts at the top or with an indent of their own. All else that is doubtful is seen while reading.
 */
const DOUBTFUL = [
  /[\t\r\0\ufeff]| \n/,
  /^(?:---|\.\.\.|%)/m,
  /(?:^|[\s,[{:?-])[&*!][^\s,]/m,
  /<<|__proto__/,
  // js-yaml takes what follows an empty list in a list for its items.
  /- +-$/m,
  /(?:^|[\s,[{-])\?(?:\s|$)/m,
  /[\]}]\s*:|["'\]}]#/,
  /\{\s*[[{]|[{,]\s*\[[^[\],]*\]\s*[,}]/,
  /(?:^|[{[,]|-\s)\s*:(?:\s|$)/m,
  /(?:^|[\s{,[])(?:~|null|Null|NULL)\s*:(?:\s|$)/m,
  /^\s*[|>]|[|>][-+]*[1-9]|[|>][-+]? *\n *\n/m,
];

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*)$/;
const FRACTION = /^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$/;
/** Made of the characters of numbers alone, as octal 017, 1_000 and 12:30 are: what they mean depends on the version of YAML. */
const NUMBERLIKE = /^[-+]?[.0-9][-+.0-9a-fA-FxXoObBiInN_:]*$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const NULLS = new Set(['~', 'null', 'Null', 'NULL']);
const WORDS = { plain: ['true', 'false'], superset: ['true', 'false', 'yes', 'no', 'on', 'off'] } as const;

/** Spelt as both versions of YAML allow: true, True, TRUE. */
const spellings = (words: readonly string[]): Set<string> =>
  new Set(words.flatMap((word) => [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()]));

type Dialect = keyof typeof WORDS;

function schemaOf(dialect: Dialect): jsYaml.Schema {
  const bools = spellings(WORDS[dialect]);
  const scalar = (name: string, resolve: (text: string) => boolean, construct: (text: string) => unknown) =>
    new jsYaml.Type(`tag:yaml.org,2002:${name}`, {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && resolve(text),
      construct,
    });
  const doubt = (text: string): boolean => {
    if (NUMBERLIKE.test(text) && !UUID.test(text)) throw new Doubtful(text);
    return false;
  };
  const map = new jsYaml.Type('tag:yaml.org,2002:map', {
    kind: 'mapping',
    construct: (value: Record<string, unknown> | null) => {
      // A list or mapping as a key, made a text in another way than the thorough reader does.
      for (const key in value)
        if (key === '' || key === '[object Object]' || key.includes(',')) throw new Doubtful(key);
      return value ?? {};
    },
  });
  return jsYaml.FAILSAFE_SCHEMA.extend({
    explicit: [map],
    implicit: [
      scalar(
        'null',
        (text) => NULLS.has(text),
        () => null,
      ),
      scalar(
        'bool',
        (text) => bools.has(text),
        (text) => /^(?:true|yes|on)$/i.test(text),
      ),
      scalar(
        'int',
        (text) => INTEGER.test(text),
        (text) => Number.parseInt(text, 10),
      ),
      scalar('float', (text) => FRACTION.test(text), Number.parseFloat),
      scalar('doubtful', doubt, String),
    ],
  });
}

const SCHEMAS = { plain: schemaOf('plain'), superset: schemaOf('superset') };

/**
 * The value of a YAML text of one document, read five times as fast as with its places; undefined when the text is wrong or
 * when there is any doubt that the thorough reader takes it the same.
 */
export function quickYaml(text: string, dialect: Dialect): { value: unknown } | undefined {
  if (DOUBTFUL.some((each) => each.test(text))) return undefined;
  try {
    return { value: jsYaml.load(text, { schema: SCHEMAS[dialect] }) ?? null };
  } catch {
    // The thorough reader says what is wrong, and where.
    return undefined;
  }
}

/** Where a document begins: its first line that is neither empty nor a comment, both counted from 1. */
export function quickStart(text: string): { line: number; column: number } | undefined {
  let line = 1;
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at);
    const content = text.slice(at, end < 0 ? text.length : end);
    const [indent = ''] = /^ */.exec(content) ?? [];
    if (indent.length < content.length && content[indent.length] !== '#') return { line, column: indent.length + 1 };
    if (end < 0) return undefined;
    at = end + 1;
  }
  return undefined;
}
