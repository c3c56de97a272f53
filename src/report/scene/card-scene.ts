import type { ThemeName } from '../../charts/draw/palette.ts';
import type { Fonts } from '../fonts.ts';
import type { ReportChart } from '../report.ts';
import type { Box } from './box.ts';
import { chartScene } from './chart-scene.ts';
import { cloudScene, cloudWords } from './cloud-scene.ts';
import { PAGE_COLORS, type PageColors } from './colors.ts';
import { type Grid, pivotGrid, tableGrid } from './grid.ts';
import { gridHeight, gridScene, rowsIn } from './grid-scene.ts';
import { node, type SceneNode } from './node.ts';
import { numberScene } from './number-scene.ts';
import { textLines } from './plain-text.ts';
import { textScene } from './text-scene.ts';
import { notDrawnText } from '../words.ts';
import { clipped, textNode, wrapped } from './words.ts';

export interface Look {
  fonts: Fonts;
  theme: ThemeName;
}

/** Rows of a table that stand on this page. */
export interface Part {
  from: number;
  to: number;
}

const PAD = 14;
/** Height of a line under the title. */
const ABOUT = 15;
/** Rows of a table in a drawing; the whole is in the data formats. */
const MOST_ROWS = 200;

export function gridOf(chart: ReportChart): Grid | null {
  const { picture } = chart;
  if (picture?.type === 'table') return tableGrid(picture, MOST_ROWS);
  if (picture?.type === 'pivot') return pivotGrid(picture, MOST_ROWS);
  return picture?.type === 'unsupported' && picture.table ? tableGrid(picture.table, MOST_ROWS) : null;
}

/** How high a card wants to be at a width: as the dashboard says, a table as high as its rows up to a limit. */
export function cardHeight(
  chart: ReportChart,
  width: number,
  layoutHeight: number,
  tallest: number,
  fonts: Fonts,
): number {
  if (chart.picture?.type === 'big-number') return chart.picture.trend ? 152 : 104;
  const grid = gridOf(chart);
  const head = headHeight(chart, width, fonts) + PAD;
  if (grid) return Math.min(tallest, gridHeight(grid) + head);
  return Math.min(tallest, Math.max(layoutHeight, 180 + head));
}

/** Rows of a table card that a height has room for. */
export const rowsThatFit = (chart: ReportChart, grid: Grid, width: number, height: number, fonts: Fonts): number =>
  rowsIn(height - headHeight(chart, width, fonts) - PAD, grid);

/** The place of a picture: its words when there is nothing to draw. */
function message(words: string, box: Box, fonts: Fonts, colors: PageColors, fill = colors.muted): SceneNode[] {
  const lines = wrapped(fonts, words, box.width - 24, { size: 12 }, 5);
  const top = box.y + box.height / 2 - ((lines.length - 1) * 17) / 2;
  return lines.map((line, at) =>
    textNode(line, { x: box.x + box.width / 2, y: top + at * 17, size: 12, fill, anchor: 'middle' }),
  );
}

function pictureScene(chart: ReportChart, box: Box, look: Look, id: string, part?: Part): SceneNode[] {
  const { picture } = chart;
  const { fonts, theme } = look;
  const colors = PAGE_COLORS[theme];
  if (picture === null) {
    return [
      node('rect', { ...box, rx: 6, fill: colors.badSoft }),
      ...message(`This chart could not be drawn: ${chart.error ?? 'unknown'}`, box, fonts, colors, colors.bad),
    ];
  }
  const grid = gridOf(chart);
  if (grid) {
    const shown = part
      ? {
          ...grid,
          rows: grid.rows.slice(part.from, part.to),
          ...(part.to < grid.rows.length ? { foot: [], more: 0 } : {}),
        }
      : grid;
    return gridScene(shown, box, { fonts, colors }, grid);
  }
  switch (picture.type) {
    case 'big-number':
      return numberScene(picture, box, { fonts, colors });
    case 'chart':
      return [
        node(
          'g',
          { transform: `translate(${box.x} ${box.y})` },
          chartScene(picture, { fonts, theme, width: box.width, height: box.height, idPrefix: id }),
        ),
      ];
    case 'text': {
      const words = cloudWords(picture.html);
      return words ? cloudScene(words, box, fonts, theme) : textScene(textLines(picture.html), box, fonts, colors);
    }
    case 'empty':
      return message('No data in this range', box, fonts, colors);
    default:
      return message(`The chart type ${chart.vizType} is not drawn here`, box, fonts, colors);
  }
}

/** What a card says under its title. */
function aboutLines(chart: ReportChart, width: number, fonts: Fonts): string[] {
  const words = notDrawnText(chart) ?? chart.description;
  if (chart.picture?.type === 'big-number' || words === '') return [];
  return wrapped(fonts, words, width - 2 * PAD, { size: 11 }, 2);
}

const headHeight = (chart: ReportChart, width: number, fonts: Fonts): number =>
  chart.picture?.type === 'big-number' ? PAD + 20 : PAD + 24 + aboutLines(chart, width, fonts).length * ABOUT;

/** A chart as a card: its title, what it is about, its picture. */
export function cardScene(chart: ReportChart, box: Box, look: Look, id: string, part?: Part): SceneNode[] {
  const colors = PAGE_COLORS[look.theme];
  const { fonts } = look;
  const isNumber = chart.picture?.type === 'big-number';
  const titleSize = isNumber ? 12 : 13;
  const words = part && part.from > 0 ? `${chart.title} (continued)` : chart.title;
  const x = box.x + PAD;
  const title = clipped(fonts, words, box.width - 2 * PAD, { size: titleSize, weight: 'bold' });
  const top = headHeight(chart, box.width, fonts);
  const picture = { x, y: box.y + top, width: box.width - 2 * PAD, height: box.height - top - PAD };
  return [
    node('rect', {
      x: box.x + 0.5,
      y: box.y + 0.5,
      width: box.width - 1,
      height: box.height - 1,
      rx: 8,
      fill: colors.card,
      stroke: colors.line,
    }),
    textNode(title, {
      x,
      y: box.y + PAD + 7,
      size: titleSize,
      fill: isNumber ? colors.muted : colors.ink,
      weight: 'bold',
    }),
    ...aboutLines(chart, box.width, fonts).map((line, at) =>
      textNode(line, { x, y: box.y + PAD + 24 + at * ABOUT, size: 11, fill: colors.muted }),
    ),
    ...pictureScene(chart, picture, look, id, part),
  ];
}
