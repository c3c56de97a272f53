import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { yamlText } from '../../src/superset/compile/yaml-text.ts';
import { quickYaml } from '../../src/util/quick-yaml.ts';
import { readYaml, readYamlWithPlaces } from '../../src/util/yaml-document.ts';
import { fc } from '../support/property.ts';

const DIALECTS = ['plain', 'superset'] as const;
const WRONG = { wrong: true };

function thorough(text: string, dialect: (typeof DIALECTS)[number]): unknown {
  try {
    return readYamlWithPlaces(text, { file: 'a.yaml', dialect }).value;
  } catch {
    return WRONG;
  }
}

/** The quick reader either leaves a text alone or reads what the thorough one reads. Answers how many it read. */
function expectSame(text: string): number {
  let read = 0;
  for (const dialect of DIALECTS) {
    const quick = quickYaml(text, dialect);
    if (!quick) continue;
    read++;
    expect({ text, dialect, value: quick.value }).toStrictEqual({ text, dialect, value: thorough(text, dialect) });
  }
  return read;
}

/** Pieces of which YAML is made, sense and nonsense, so that their order is what is tried. */
const piece = fc.constantFrom(
  ...`a|b c|key: |k:|: |- |-|\n|\n  |\n    |\n- |\nk: |\n  k: |{|}|[|]|, |,|'|"|''|\\n|\\|\\x41|#| # c|>|>-\n  |? |&a |*a|!t |<<: |---|%`.split(
    '|',
  ),
  ...'1 -1 +5 0 007 0o7 0x1F 1.5 .5 1. 1e3 1.0e+3 1_000 12:30 2024-01-01 .inf .nan -0 true True TRUE yes No on y n null Null ~ ='.split(
    ' ',
  ),
  ...'é \u2028 \ufeff 😀 | |2 [[x]] {{y}} [["x"]]'.split(' '),
  '|-\n  ',
  ' ',
  '  ',
);

describe('the quick reader of YAML', () => {
  it('reads a text as the thorough reader does, or leaves it to that one', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        expectSame(pieces.join(''));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['- -\n- b', '\n- -\n- ', 'k:\n- -\n- b'])('leaves lists of empty lists to that one: %j', (text) => {
    expectSame(text);
  });

  it('reads back what we write, whatever it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      piece,
      fc.constantFrom('a\nb', 'a\n\n b', ' a ', 'x: y # z'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false, 0, -1.5, 1e21),
        fc.integer(),
        text,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(text, fc.constantFrom('a', 'null', '1')), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), value), (written) => {
        expectSame(yamlText(written));
      }),
      { numRuns: 300 },
    );
  });

  it('is the one that reads nearly every file of ours, with the same beginning', () => {
    const folder = join(import.meta.dirname, '../../starter');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
    let read = 0;
    let right = 0;
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8');
      read += expectSame(text);
      if (thorough(text, 'plain') === WRONG) continue;
      right += DIALECTS.length;
      const places = [readYaml, readYamlWithPlaces].map((reader) => reader(text, { file: name }).placeOf([]));
      expect(places[0]).toStrictEqual(places[1]);
    }
    expect(read / right).toBeGreaterThan(0.9);
  });

  it('leaves mistakes to the thorough reader, which says where they are', () => {
    const text = 'a: 1\nb: [1,\nc: 2\n';
    expect(quickYaml(text, 'plain')).toBeUndefined();
    expect(() => readYaml(text, { file: 'a.yaml' })).toThrow(expect.objectContaining({ code: 'YAML_INVALID' }));
    const twice = 'a: 1\nb: 2\na: 3\n';
    expect(() => readYaml(twice, { file: 'a.yaml' })).toThrow(
      expect.objectContaining({ where: { file: 'a.yaml', line: 3, column: 1 } }),
    );
    expect(() => readYaml('__proto__: {a: 1}\n', { file: 'a.yaml' })).toThrow('__proto__');
  });

  it('knows the place of any value when it is asked', () => {
    const text = '# words\n\na: 1\nb:\n  - x\n  - y: 2\n';
    const document = readYaml(text, { file: 'a.yaml' });
    expect(quickYaml(text, 'plain')).toBeDefined();
    expect(document.placeOf([])).toStrictEqual({ file: 'a.yaml', line: 3, column: 1 });
    expect(document.placeOf(['b', 1, 'y'])).toStrictEqual({ file: 'a.yaml', line: 6, column: 8 });
    expect(document.placeOf(['b', 1, 'y'], 'key')).toStrictEqual({ file: 'a.yaml', line: 6, column: 5 });
  });
});
