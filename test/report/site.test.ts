import { describe, expect, it } from 'vitest';
import { openFonts } from '../../src/report/fonts.ts';
import { siteFiles } from '../../src/report/site/site.ts';
import { fixtureCharts, fixtureReport, HOSTILE } from '../support/report-fixture.ts';

describe('a static site', () => {
  it('has an index and a page for each dashboard, with links that work from a disk', async () => {
    const one = await fixtureReport();
    const two = await fixtureReport(fixtureCharts().slice(0, 2), { title: HOSTILE.breakout });
    const [face] = [...one.charts.values()].filter(({ picture }) => picture?.type === 'chart');
    const [number] = one.charts.values();
    const card = {
      slug: 'fixture',
      uuid: 'd',
      title: 'Fixture',
      description: '',
      charts: 4,
      face: face?.uuid ?? null,
      numbers: [{ uuid: number?.uuid ?? '', title: 'Total' }],
    };
    const files = await siteFiles(
      [
        { report: one, card },
        { report: two, card },
      ],
      await openFonts(),
      { title: 'All of it', locale: 'en-GB' },
    );
    expect([...files.keys()]).toEqual(['fixture.html', 'fixture-2.html', 'index.html']);
    const index = files.get('index.html') ?? '';
    expect([...index.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual(['fixture.html', 'fixture-2.html']);
    expect(index.includes('class="mini"') && index.includes('1,234')).toBe(true);
    expect(index.includes('1 chart could not be drawn')).toBe(true);
    for (const [name, text] of files) {
      expect(/<script|<img|(?:src|href)="(?:https?:|\/)/.exec(text), name).toBeNull();
      expect(text.includes("default-src 'none'"), name).toBe(true);
    }
  });
});
