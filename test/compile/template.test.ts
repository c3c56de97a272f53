import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { templateRenderer } from '../../src/superset/compile/render-template.ts';

const variables = { name: 'sales', rows: ['a', 'b'], nested: { key: 'value' }, flag: true };
const renderer = (macros: { file: string; text: string }[] = [], delimiters: 'brackets' | 'jinja' = 'brackets') =>
  templateRenderer({ variables, macros, delimiters });
const render = (text: string): string => renderer()({ file: 't.yaml', text }).text;
const failure = (text: string): Failure => {
  try {
    render(text);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('it rendered');
};

describe('templates', () => {
  it('replace [[ ]] and leave Superset its own {{ }}', () => {
    expect(render("sql: SELECT '{{ current_username() }}' FROM [[ name ]]")).toBe(
      "sql: SELECT '{{ current_username() }}' FROM sales",
    );
  });

  it('leave text alone that only looks like a tag: JSON lists, date formats', () => {
    const text = 'query: \'{"orderby":[["count",false]]}\'\nformat: "[%Y-%m-%d]"\nbounds: [[1, 2], [3, 4]]\n';
    expect(render(text)).toBe(text);
  });

  it('take the whole line of a block that stands alone', () => {
    expect(render('list:\n[% for row in rows %]\n- [[ row ]]\n[% endfor %]\nend: 1\n')).toBe(
      'list:\n- a\n- b\nend: 1\n',
    );
  });

  it('end a value at the closing mark outside of brackets and quotes', () => {
    expect(render('[[ rows[0] ]] [[ {"a": "]]"}["a"] ]] [[ rows[rows[0] | length] ]]')).toBe('a ]] b');
  });

  it('share the macros of the project', () => {
    const macros = [{ file: 'm.yaml', text: '[% macro twice(x) %][[ x ]][[ x ]][% endmacro %]' }];
    expect(renderer(macros)({ file: 't.yaml', text: 'a: [[ twice(name) ]]' }).text).toBe('a: salessales');
  });

  it('evaluate what goes through a chain of filters once, and in a macro that calls itself each time anew', () => {
    const chain = (filter: string): string => `[[ name${` | ${filter}`.repeat(40)} ]]`;
    expect(render(chain('replace("s", "t")'))).toBe('talet');
    expect(render(chain('indent(2)'))).toBe('sales');
    const nested = '[% macro n(x) %][[ (n(x - 1) if x > 0 else "-") | replace("-", "-" ~ x) ]][% endmacro %][[ n(4) ]]';
    expect(render(nested)).toBe('-43210');
  });

  it('take {{ }} when the policy says so', () => {
    expect(renderer([], 'jinja')({ file: 't.yaml', text: '{% if flag %}{{ name }}{% endif %}' }).text).toBe('sales');
  });

  it('keep what stands between raw and endraw', () => {
    expect(render('[% raw %][[ name ]][% endraw %]')).toBe('[[ name ]]');
  });

  it('ask for what may be missing with default and is defined', () => {
    expect(render('[[ nothing | default("x") ]] [[ nothing is defined ]]')).toBe('x false');
  });
});

describe('lines of the result', () => {
  it('are traced to the line of the template, through loops', () => {
    const rendered = renderer()({
      file: 't.yaml',
      text: 'a: 1\n[% for row in rows %]\n- [[ row ]]\n[% endfor %]\nz: 1\n',
    });
    expect(rendered.text.split('\n').slice(0, 4)).toEqual(['a: 1', '- a', '- b', 'z: 1']);
    expect([1, 2, 3, 4].map((line) => rendered.origin(line).line)).toEqual([1, 3, 3, 5]);
  });
});

describe('a mistake in a template', () => {
  it.each([
    ['an undefined name', 'a: 1\nb: [[ nam ]]', 2, 4, /nam is not defined; did you mean name\?/],
    ['an undefined key', 'a: [[ nested.nope ]]', 1, 4, /nested\.nope is not defined/],
    ['a broken expression', '\n\nx: [[ 1 + ]]', 3, 4, /Unexpected token/],
    ['an unknown statement', 'a\n[% frobnicate %]', 2, 1, /frobnicate/],
    ['a block that never ends', 'a\n[% if flag %]\nb', 2, 1, /never ended/],
    ['a tag that never ends', 'a\n  [[ name', 2, 3, /never closed/],
    ['an unknown filter', '[[ rows | frobnicate ]]', 1, 1, /frobnicate/],
  ])('%s is told with line and column', (_, text, line, column, message) => {
    const thrown = failure(text);
    expect(thrown.code).toBe('TEMPLATE_INVALID');
    expect(thrown.where).toMatchObject({ file: 't.yaml', line, column });
    expect(thrown.message).toMatch(message);
  });
});

describe('a hostile template', () => {
  it.each([
    ['a prototype', '[[ nested.__proto__ ]]'],
    ['a prototype by index', '[[ nested["__proto__"] ]]'],
    ['a constructor', '[[ name.constructor ]]'],
    ['the constructor of a function', '[[ range.constructor("return process")() ]]'],
    ['a global object', '[[ process.env ]]'],
  ])('reaches no %s', (_, text) => {
    expect(failure(text).message).toMatch(/is not defined/);
  });

  it.each([
    ['loops without end', '[% for i in range(9999) %][% for j in range(9999) %]x[% endfor %][% endfor %]'],
    ['asks for a huge range', '[[ range(999999999) ]]'],
    ['calls itself', '[% macro f() %][[ f() ]][% endmacro %][[ f() ]]'],
    [
      'doubles a text again and again',
      '[% set n = namespace(x="aaaaaaaaaa") %][% for i in range(60) %][% set n.x = n.x ~ n.x %][% endfor %]',
    ],
    ['doubles a list again and again', `[% set a = [1] %]${'[% set a = a + a %]'.repeat(40)}`],
    ['makes ranges in ranges', '[% for i in range(1000) %][% for j in range(1000) %][% endfor %][% endfor %]'],
    ['is full of blanks', `[[ ${' '.repeat(200_000)}1 ]]`],
    ['indents by a billion', '[[ name | indent(999999999) ]]'],
    ['nests without end', `[[ ${'('.repeat(100_000)}1${')'.repeat(100_000)} ]]`],
  ])('that %s ends in an error', (_, text) => {
    expect(failure(text).code).toBe('TEMPLATE_INVALID');
  });
});
