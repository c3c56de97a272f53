import { describe, expect, it } from 'vitest';
import { yamlText } from '../../src/superset/compile/yaml-text.ts';
import { readYaml } from '../../src/util/yaml-document.ts';
import { fc } from '../support/property.ts';

const readBack = (text: string): unknown => readYaml(text, { file: 'x', dialect: 'superset' }).value;

/** Texts that a YAML reader may take for something else, among ordinary ones. */
const tricky = fc.constantFrom(
  'yes',
  'No',
  'on',
  'y',
  'n',
  'null',
  '~',
  '',
  ' ',
  '1e5',
  '1.0e+5',
  '010',
  '0x1F',
  '12:30:45',
  '1_000',
  '.inf',
  '2024-01-01',
  '- a',
  '? b',
  'a: b',
  'a #b',
  "it's",
  '"quoted"',
  '@x',
  '%Y-%m',
  '{{ sql }}',
  '[[1, 2]]',
  '*alias',
  '&anchor',
  '!tag',
  '|',
  '>',
  '=',
  '<<',
  'line\nline',
  'line\n',
  '\nline',
  ' lead\ntrail ',
  'a\n\n',
  'tab\there',
  'SELECT 1\n  FROM t\n',
  '\u0085',
  '\u2028',
  '\ufeff',
  '😀',
  '\u007f',
  'a\r\nb',
);
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), tricky);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(1e21, 1e-7, 5e-324, -0.5, -0),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, text, number, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 5 }),
  object: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    tie('any'),
    { maxKeys: 5 },
  ),
})).object;

describe('YAML as we write it', () => {
  it('reads back as what was written, whatever it holds', () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(readBack(yamlText(written))).toEqual(written);
      }),
      { numRuns: 400 },
    );
  });

  it('looks like an export of Superset', () => {
    const asset = {
      name: 'Bugs',
      params: { metrics: ['count'], filters: [{ col: 'day', val: null }], empty: {}, none: [] },
      sql: 'SELECT 1\nFROM t',
      version: '1.0.0',
    };
    expect(yamlText(asset)).toBe(
      [
        'name: Bugs',
        'params:',
        '  metrics:',
        '  - count',
        '  filters:',
        '  - col: day',
        '    val: null',
        '  empty: {}',
        '  none: []',
        'sql: |-',
        '  SELECT 1',
        '  FROM t',
        "version: '1.0.0'",
        '',
      ].join('\n'),
    );
  });
});
