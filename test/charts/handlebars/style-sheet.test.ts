import { describe, expect, it } from 'vitest';
import { scopedStyleSheet } from '../../../src/charts/handlebars/style-sheet.ts';

const scoped = (css: string) => scopedStyleSheet(css, 'c');

describe('the style sheet of a handlebars chart', () => {
  it('reaches only its own chart', () => {
    expect(scoped('h1, .big > b { color: red; font-weight: 700 }')).toBe(
      '.c h1, .c .big > b { color: red; font-weight: 700 }',
    );
    expect(scoped('body { color: red }')).toBe('.c body { color: red }');
  });

  it.each([
    '@import url(https://example.com/a.css);',
    '@media print { h1 { color: red } }',
    'h1 { background: url(https://example.com/x) }',
    'h1 { background-color: image(https://example.com/x) }',
    'h1 { position: fixed; top: 0 }',
    'h1 { color: red</style><script>alert(1)</script> }',
    'h1</style><script>alert(1)</script> { color: red }',
    'a[href^="x"] { color: red }',
    'h1 { color: expression(alert(1)) }',
    String.raw`h1 { color: \75rl(x) }`,
    '} h1 { col',
  ])('drops %s', (css) => {
    expect(scoped(css)).toBe('');
  });

  it.each(['@', '@a{', '@;{', 'a', '{', '/*', '} @'])('is read in one go, however often %s stands in it', (text) => {
    expect(scoped(text.repeat(65_536 / text.length))).toBe('');
  });

  it('is read as far as a person would write one', () => {
    const rules = scoped('i { color: red }\n'.repeat(10_000)).split('\n');
    expect(new Set(rules)).toEqual(new Set(['.c i { color: red }']));
    expect(rules.length).toBeLessThan(5_000);
  });

  it('drops blocks in the blocks that it drops', () => {
    expect(scoped('@media print { @supports (display: grid) { a { color: red } } } b { color: red }')).toBe(
      '.c b { color: red }',
    );
    expect(scoped('@media print { a { color: red }')).toBe('');
  });

  it('keeps what is harmless beside what is not', () => {
    expect(scoped('/* a { } */ p { color: red; position: fixed } @font-face { src: url(x) } i { opacity: .5 }')).toBe(
      '.c p { color: red }\n.c i { opacity: .5 }',
    );
  });
});
