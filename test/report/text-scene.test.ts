import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { openFonts } from '../../src/report/fonts.ts';
import { cloudScene, cloudWords } from '../../src/report/scene/cloud-scene.ts';
import { textLines } from '../../src/report/scene/plain-text.ts';

describe('text of a chart, where there is no HTML', () => {
  it('keeps headings and small print apart, and leaves out what one would open', () => {
    const html =
      '<div class="kpi"><h2><a href="/metrics/x">74.6 %</a></h2><p><strong>missed</strong> target 85 %</p>' +
      '<p><small>30 days</small></p><details><summary>What it means</summary><p>Share of all.</p></details></div>';
    expect(textLines(html)).toEqual([
      { text: '74.6 %', look: 'heading' },
      { text: 'missed target 85 %', look: 'plain' },
      { text: '30 days', look: 'small' },
    ]);
  });

  it('takes letters that the package lacks from a typeface of the system, and marks those that none has', async () => {
    // Stands for a system's: it has letters of mathematics that the shipped ones lack.
    const path = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuMathTeXGyre.ttf'));
    const text = 'a \u{1D505} 漢';
    const fonts = await openFonts(['/no/such/font.ttc', path]);
    expect(fonts.fromSystem()).toEqual([]);
    expect(fonts.runs(text).map(({ family, text: part }) => [family, part.trim()])).toEqual([
      ['inter', 'a'],
      [path, '\u{1D505}'],
      ['inter', ''],
      ['wide', '□'],
    ]);
    expect(fonts.fromSystem().map((each) => each.path)).toEqual([path]);
    const alone = await openFonts([]);
    expect(alone.runs(text).map(({ text: part }) => part.trim())).toEqual(['a', '□', '', '□']);
  });

  it('draws the words of a cloud by their value, inside its box and none over another', async () => {
    const fonts = await openFonts();
    const sizes = [48, 30, 30, 22, 22, 22, 14, 14, 14, 14, 10, 10, 10, 10, 10, 10];
    const html = `<p class="word-cloud">${sizes.map((size, at) => `<span style="font-size:${size}px" title="1">word_number_${at}</span>`).join(' ')}</p>`;
    const words = cloudWords(html) ?? [];
    expect(words.map(({ size }) => size)).toEqual(sizes);
    for (const width of [260, 500, 900]) {
      const box = { x: 10, y: 20, width, height: 180 };
      const placed = cloudScene(words, box, fonts, 'light').map(({ attrs, text = '' }) => {
        const [x, y, size] = [Number(attrs.x), Number(attrs.y), Number(attrs['font-size'])];
        return { left: x, right: x + fonts.width(text, size), top: y - size / 2, bottom: y + size / 2 };
      });
      expect(placed).toHaveLength(sizes.length);
      for (const [at, one] of placed.entries()) {
        expect(one.left).toBeGreaterThanOrEqual(box.x - 0.01);
        expect(one.right).toBeLessThanOrEqual(box.x + box.width + 0.01);
        expect(one.bottom).toBeLessThanOrEqual(box.y + box.height + 0.01);
        for (const other of placed.slice(at + 1)) {
          const apart =
            one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
          expect(apart, `width ${width}`).toBe(true);
        }
      }
    }
  });
});
