import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../../src/charts/handlebars/render.ts';
import { sanitiseHtml } from '../../../src/charts/handlebars/sanitise.ts';

const context = {
  data: [
    { team: '<alpha>', n: 1234.5, when: 1_763_683_200_000, tags: ['x', 'y'] },
    { team: 'beta', n: 0, when: null, tags: [] },
  ],
  title: 'T',
};

describe('a Handlebars template', () => {
  it.each([
    ['{{title}} {{data.length}}', 'T 2'],
    ['{{#each data}}{{@index}}:{{team}}{{#unless @last}}, {{/unless}}{{/each}}', '0:&lt;alpha&gt;, 1:beta'],
    ['{{#each data as |row i|}}{{i}}{{{row.team}}}{{/each}}', '0<alpha>1beta'],
    ['{{#each data}}{{#if n}}{{n}}{{else}}none{{/if}} {{/each}}', '1234.5 none '],
    ['{{#each data}}{{#if (gt n 100)}}many{{else if (eq team "beta")}}few{{/if}} {{/each}}', 'many few '],
    ['{{#each data}}{{../title}}{{/each}}', 'TT'],
    ['{{#each nothing}}x{{else}}no rows{{/each}}', 'no rows'],
    ['{{#with data.[0]}}{{team}}{{/with}}', '&lt;alpha&gt;'],
    ['{{formatNumber data.[0].n ",.1f"}} {{dateFormat data.[0].when format="DD.MM.YYYY"}}', '1,234.5 21.11.2025'],
    ['{{join data.[0].tags "+"}} {{uppercase title}} {{! a remark }}', 'x+y T '],
    ['{{missing}}{{data.[9].team}}', ''],
  ])('%s becomes %s', (template, text) => {
    expect(renderTemplate(template, context)).toBe(text);
  });

  it.each([
    '{{constructor}}',
    '{{data.constructor.name}}',
    '{{__proto__}}',
    '{{data.[0].toString}}',
    '{{@root.constructor}}',
  ])('%s reaches nothing', (template) => {
    expect(renderTemplate(template, context)).toBe('');
  });

  it.each([
    ['{{> partial}}', 'CHART_UNSUPPORTED'],
    ['{{lookup data "x"}}', 'CHART_UNSUPPORTED'],
    ['{{#each data}}', 'CHART_INVALID'],
    [`${'{{#each @root.many}}'.repeat(6)}x${'{{/each}}'.repeat(6)}`, 'CHART_UNSUPPORTED'],
  ])('%s is refused', (template, code) => {
    const many = Array.from({ length: 100 }, (_each, at) => at);
    expect(() => renderTemplate(template, { ...context, many })).toThrow(expect.objectContaining({ code }));
  });
});

describe('a template that would keep the server busy', () => {
  const data = Array.from({ length: 2_000 }, (_, at) => ({ at, text: 'x'.repeat(50) }));
  it.each([
    ['empty loops in loops', '{{#each data}}{{#each ../data}}{{#each ../../data}}{{/each}}{{/each}}{{/each}}'],
    ['the whole data as text for each row', '{{#each data}}{{#if (eqw ../data ../data)}}{{/if}}{{/each}}'],
    ['a list joined for each row', '{{#each data}}{{#if (join ../data ",")}}{{/if}}{{/each}}'],
    ['a list written for each row', '{{#each data}}{{../data}}{{/each}}'],
    ['blocks in blocks', '{{#if data}}'.repeat(5_000) + '{{/if}}'.repeat(5_000)],
    ['inverse blocks in blocks', '{{^data}}'.repeat(5_000) + '{{/data}}'.repeat(5_000)],
    ['calls in calls', `{{abs ${'(abs '.repeat(20_000)}1${')'.repeat(20_000)}}}`],
    ['a chain of choices', `{{#if a}}${'{{else if b}}'.repeat(5_000)}{{/if}}`],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('is refused: %s', (_what, template) => {
    expect(() => renderTemplate(template, { data })).toThrow(expect.objectContaining({ code: 'CHART_UNSUPPORTED' }));
  });

  it('is not one that counts, compares and writes each row once', () => {
    const template =
      '{{#each data}}{{#if (eq @index (subtract (count ../data) 1))}}last {{at}}{{/if}}{{text}} (({{/each}}';
    expect(renderTemplate(template, { data })).toContain('last 1999');
    expect(
      renderTemplate(`${'{{#if data}}'.repeat(20)}yes${'{{/if}}'.repeat(20)} ${'('.repeat(80)}`, { data }),
    ).toMatch(/^yes \(/);
  });
});

describe('HTML of a template', () => {
  it('keeps its text, tables, classes and looks', () => {
    const html =
      '<div class="card" style="color:red; display:flex"><table><tr><td colspan="2">1 &lt; 2</td></tr></table></div>';
    expect(sanitiseHtml(html)).toBe(
      '<div class="card" style="color:red; display:flex;"><table><tr><td colspan="2">1 &lt; 2</td></tr></table></div>',
    );
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="//evil.example">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<iframe src="https://evil.example"></iframe>',
    '<svg><script>alert(1)</script></svg>',
    '<p style="background:url(https://evil.example)">x</p>',
    '<p style="position:fixed;top:0">x</p>',
    '<form action="https://evil.example"><input></form>',
    '<style>body { display: none }</style>',
  ])('%s does nothing', (html) => {
    expect(sanitiseHtml(html)).not.toMatch(
      /script|onerror|onclick|javascript|evil|iframe|svg|fixed|form|input|<style|url/i,
    );
  });
});
