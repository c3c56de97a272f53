import { describe, expect, it } from 'vitest';
import { markdownHtml } from '../../../src/charts/dashboard/markdown-html.ts';

describe('markdown of a dashboard', () => {
  it('may hold HTML, as in Superset', () => {
    expect(markdownHtml('<div style="text-align:center"> <h1>Births</h1> </div>')).toBe(
      '<div style="text-align:center;"> <h1>Births</h1> </div>',
    );
    expect(markdownHtml('**Bold** and <em>slanted</em>')).toBe('<p><strong>Bold</strong> and <em>slanted</em></p>');
  });

  it('names pictures and fetches none', () => {
    expect(markdownHtml('<img src="https://cdn.example.org/a.svg" style="width:50%">')).toBe(
      '<a href="https://cdn.example.org/a.svg">Picture at cdn.example.org</a>',
    );
    expect(markdownHtml('![The logo](https://cdn.example.org/a.svg?x=1&y=2)')).toContain('>The logo</a>');
    expect(markdownHtml('before <img src="/static/assets/babies.png"> after')).toBe('<p>before  after</p>');
    expect(markdownHtml('<img alt="a > b" src=x onerror=alert(1)>')).not.toMatch(/<img|onerror/);
  });

  it('runs nothing', () => {
    const html = markdownHtml(
      '<script>window.evil=1</script><svg onload="evil()"><p>x</p></svg><a href="javascript:evil()" onclick="evil()">go</a>' +
        '<img src="javascript:evil()" alt="<script>evil()</script>"><div style="background:url(https://example.org/x)">y</div>',
    );
    expect(html).not.toMatch(/script|onload|onclick|evil|url\(/i);
    expect(html).toContain('go');
  });
});
