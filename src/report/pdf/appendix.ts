import type { ThemeName } from '../../charts/draw/palette.ts';
import type { Fonts } from '../fonts.ts';
import type { Report } from '../report.ts';
import { PAGE_COLORS } from '../scene/colors.ts';
import { clipped, wrapped } from '../scene/words.ts';
import { rowsText } from '../words.ts';
import type { Pdf } from './document.ts';
import { drawText } from './draw-text.ts';
import { PAGE } from './page.ts';

const GAP = 24;

interface Line {
  text: string;
  size: number;
  bold?: boolean;
  muted?: boolean;
  bad?: boolean;
}

/** What each chart shows and counts, in two columns, at the end: a reader can tell what a number means. */
export function appendix(pdf: Pdf, fonts: Fonts, report: Report, theme: ThemeName, newPage: () => void): void {
  const colors = PAGE_COLORS[theme];
  const width = (PAGE.width - 2 * PAGE.side - GAP) / 2;
  const bottom = PAGE.height - PAGE.bottom - 6;
  let column = 0;
  let y = 0;
  const start = (): void => {
    newPage();
    drawText(pdf, fonts, 'What the charts show', PAGE.side, PAGE.side + 6, {
      size: 13,
      weight: 'bold',
      color: colors.ink,
    });
    column = 0;
    y = PAGE.side + 30;
  };
  start();
  for (const chart of report.charts.values()) {
    const lines: Line[] = [
      { text: chart.title, size: 9, bold: true },
      ...wrapped(fonts, chart.description, width, { size: 8 }, 4).map((text) => ({ text, size: 8 })),
      ...chart.definitions.flatMap(({ name, meaning, expression }) =>
        wrapped(fonts, `${name}: ${meaning || expression}`, width, { size: 8 }, 3).map((text) => ({
          text,
          size: 8,
          muted: true,
        })),
      ),
      ...(chart.error === null
        ? [{ text: `${rowsText(chart, report.locale)} of ${chart.dataset}`, size: 7.5, muted: true }]
        : wrapped(fonts, `could not be drawn: ${chart.error}`, width, { size: 8 }, 3).map((text) => ({
            text,
            size: 8,
            bad: true,
          }))),
    ];
    const height = lines.reduce((sum, line) => sum + line.size + 3.5, 0);
    if (y + height > bottom) {
      if (column === 0) {
        column = 1;
        y = PAGE.side + 30;
      } else start();
    }
    const x = PAGE.side + column * (width + GAP);
    for (const line of lines) {
      drawText(pdf, fonts, clipped(fonts, line.text, width, { size: line.size }), x, y, {
        size: line.size,
        weight: line.bold ? 'bold' : 'regular',
        color: line.bad ? colors.bad : line.muted ? colors.muted : colors.ink,
      });
      y += line.size + 3.5;
    }
    y += 8;
  }
}
