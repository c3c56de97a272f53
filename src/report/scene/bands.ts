import type { LayoutItem } from '../../charts/dashboard/dashboard.ts';
import type { Report, ReportChart } from '../report.ts';
import type { Box } from './box.ts';
import { cardHeight, cardScene, gridOf, type Look, rowsThatFit } from './card-scene.ts';
import { PAGE_COLORS } from './colors.ts';
import type { Grid } from './grid.ts';
import { GRID_LINE } from './grid-scene.ts';
import { node, type SceneNode } from './node.ts';
import { textLines } from './plain-text.ts';
import { textNode, wrapped } from './words.ts';

const GAP = 12;
const LINE = 18;
/** Of what follows a heading, this much is kept with it. */
const KEPT = 220;

/** A part of a dashboard that stays together: a row of cards, a heading. Drawn with its top at y. */
export interface Band {
  height: number;
  /** As low and as high as it may be drawn, to fill a page. */
  least: number;
  most: number;
  /** A heading is not left behind at the end of a page. */
  keepsWithNext: boolean;
  draw: (y: number, height: number) => SceneNode[];
  /** The band in two, the first of at most `height`; null when so little has no room for a piece worth reading. */
  split?: (height: number) => [Band, Band] | null;
}

/** A band of one height only. */
const rigid = (height: number, draw: (y: number) => SceneNode[], keepsWithNext = false): Band => ({
  height,
  least: height,
  most: height,
  keepsWithNext,
  draw,
});

const FLEXIBLE = { least: 0.72, most: 1.3 };

interface Setting extends Look {
  report: Report;
  /** Height that a card may not pass. */
  tallest: number;
}

/** The layout of a dashboard as bands from top to bottom, `width` wide. All tabs are shown, one after the other. */
export function bandsOf(item: LayoutItem, x: number, width: number, setting: Setting): Band[] {
  switch (item.type) {
    case 'grid':
      return item.children.flatMap((child) => bandsOf(child, x, width, setting));
    case 'tabs':
      return item.children.flatMap((child) => bandsOf(child, x, width, setting));
    case 'tab':
      return [
        heading(item.title, 16, x, width, setting),
        ...item.children.flatMap((each) => bandsOf(each, x, width, setting)),
      ];
    case 'row': {
      const shown = item.children.filter((child) => heightOf(child, width, setting) > 0);
      return shown.length > 0 ? [rowBand(shown, x, width, setting)] : [];
    }
    case 'column':
      return item.children.flatMap((child) => bandsOf(child, x, width, setting));
    case 'header':
      return [heading(item.text, item.size === 'large' ? 18 : item.size === 'small' ? 13 : 15, x, width, setting)];
    case 'divider':
      return [rigid(9, (y) => [rule(x, y + 4, width, setting)])];
    case 'chart':
      return [rowBand([item], x, width, setting)].filter(({ height }) => height > 0);
    case 'markdown': {
      const height = heightOf(item, width, setting);
      return height === 0 ? [] : [rigid(height, (y) => drawItem(item, { x, y, width, height }, setting))];
    }
    default:
      return item satisfies never;
  }
}

const rule = (x: number, y: number, width: number, { theme }: Setting): SceneNode =>
  node('path', { d: `M${x} ${y}L${x + width} ${y}`, stroke: PAGE_COLORS[theme].line, fill: 'none' });

function heading(text: string, size: number, x: number, width: number, setting: Setting): Band {
  const fill = PAGE_COLORS[setting.theme].ink;
  const lines = wrapped(setting.fonts, text, width, { size, weight: 'bold' }, 2);
  const draw = (y: number): SceneNode[] =>
    lines.map((line, at) => textNode(line, { x, y: y + 6 + size / 2 + at * (size + 6), size, fill, weight: 'bold' }));
  return rigid(lines.length * (size + 6) + 6, draw, true);
}

const FEWEST_ROWS = 6;

interface TablePlace {
  chart: ReportChart;
  grid: Grid;
  x: number;
  width: number;
  /** The first row that is not written yet. */
  from: number;
}

const tablePlace = (uuid: string, x: number, width: number, { report }: Setting): TablePlace[] => {
  const chart = report.charts.get(uuid);
  const grid = chart && gridOf(chart);
  return chart && grid ? [{ chart, grid, x, width, from: 0 }] : [];
};

/** Tables beside each other, from a row on: they go on over the pages. */
function tablesBand(places: readonly TablePlace[], setting: Setting): Band {
  const { fonts } = setting;
  const whole = ({ chart, width, from }: TablePlace): number =>
    cardHeight(chart, width, 0, Number.POSITIVE_INFINITY, fonts) - from * GRID_LINE;
  const height = Math.max(0, ...places.map(whole));
  const piece = (high: number, ends: readonly number[]): Band =>
    rigid(high, (y) =>
      places.flatMap(({ chart, x, width, from }, at) =>
        cardScene(chart, { x, y, width, height: high }, setting, idOf(chart, from), { from, to: ends[at] ?? from }),
      ),
    );
  const split = (room: number): [Band, Band] | null => {
    const fits = places.map(({ chart, grid, width }) => rowsThatFit(chart, grid, width, room, fonts));
    const ends = places.map(({ grid, from }, at) => Math.min(grid.rows.length, from + (fits[at] ?? 0)));
    const rest = places.flatMap((place, at) =>
      place.grid.rows.length > (ends[at] ?? 0) ? [{ ...place, from: ends[at] ?? 0 }] : [],
    );
    if (Math.min(...fits) < FEWEST_ROWS || rest.length === 0) return null;
    return [piece(room, ends), tablesBand(rest, setting)];
  };
  return {
    ...piece(
      height,
      places.map(({ grid }) => grid.rows.length),
    ),
    split,
  };
}

const idOf = ({ uuid }: ReportChart, at: number): string => `c${uuid.slice(0, 8)}-${Math.round(at)}`;

/** A row: its items beside each other in twelfths, all as high as the highest. */
function rowBand(items: readonly LayoutItem[], x: number, width: number, setting: Setting): Band {
  const twelfths = items.map((item) => ('width' in item ? item.width : 12));
  const used = twelfths.reduce((sum, each) => sum + each, 0);
  // A row that nearly fills its twelve is stretched, one that is over them shrinks.
  const whole = used >= 9 ? used : 12;
  const room = width - GAP * (items.length - 1);
  const places: { item: LayoutItem; x: number; width: number }[] = [];
  let left = x;
  for (const [at, item] of items.entries()) {
    const own = ((twelfths[at] ?? 12) / whole) * room;
    places.push({ item, x: left, width: own });
    left += own + GAP;
  }
  const tables = places.flatMap((place) =>
    place.item.type === 'chart' ? tablePlace(place.item.uuid, place.x, place.width, setting) : [],
  );
  if (tables.length === places.length) return tablesBand(tables, setting);
  const height = Math.max(0, ...places.map((place) => heightOf(place.item, place.width, setting)));
  const stretches = places.some(({ item }) => isDrawing(item, setting));
  return {
    height,
    least: stretches ? height * FLEXIBLE.least : height,
    most: stretches ? height * FLEXIBLE.most : height,
    keepsWithNext: false,
    draw: (y, high) =>
      places.flatMap((place) => drawItem(place.item, { x: place.x, y, width: place.width, height: high }, setting)),
  };
}

/** Whether an item is a drawing, which any height does, beside nothing that needs its own. */
const isDrawing = (item: LayoutItem, { report }: Setting): boolean =>
  item.type === 'chart' && report.charts.get(item.uuid)?.picture?.type === 'chart';

function heightOf(item: LayoutItem, width: number, setting: Setting): number {
  if (item.type === 'chart') {
    const chart = setting.report.charts.get(item.uuid);
    return chart ? cardHeight(chart, width, item.height, setting.tallest, setting.fonts) : 0;
  }
  if (item.type === 'markdown') return markdownLines(item.html, width, setting).length * LINE;
  if (item.type === 'row') return rowBand(item.children, 0, width, setting).height;
  const bands = bandsOf(item, 0, width, setting);
  return bands.reduce((sum, band) => sum + band.height, 0) + GAP * Math.max(0, bands.length - 1);
}

const markdownLines = (html: string, width: number, setting: Setting): string[] =>
  textLines(html).flatMap(({ text }) => wrapped(setting.fonts, text, width, { size: 12 }, 20));

function drawItem(item: LayoutItem, box: Box, setting: Setting): SceneNode[] {
  if (item.type === 'chart') {
    const chart = setting.report.charts.get(item.uuid);
    return chart ? cardScene(chart, box, setting, idOf(chart, box.y)) : [];
  }
  if (item.type === 'markdown') {
    return markdownLines(item.html, box.width, setting).map((line, at) =>
      textNode(line, {
        x: box.x,
        y: box.y + 9 + at * LINE,
        size: 12,
        fill: PAGE_COLORS[setting.theme].muted,
      }),
    );
  }
  // A column's cards share the height of the row.
  const bands = bandsOf(item, box.x, box.width, setting);
  const own = bands.reduce((sum, band) => sum + band.height, 0) + GAP * Math.max(0, bands.length - 1);
  const spare = Math.max(0, box.height - own) / Math.max(1, bands.length);
  let y = box.y;
  return bands.flatMap((band) => {
    const scene = band.draw(y, band.height);
    y += band.height + GAP + (spare > 60 ? 0 : spare);
    return scene;
  });
}

/** Bands under each other as one drawing; into `room` they are stretched or pressed as far as they bear it. */
export function stacked(bands: readonly Band[], top: number, room?: number): { scene: SceneNode[]; height: number } {
  const sum = (of: (band: Band) => number): number => bands.reduce((total, band) => total + of(band), 0);
  const natural = sum(({ height }) => height);
  const wanted = room === undefined ? natural : room - GAP * Math.max(0, bands.length - 1);
  const give = wanted > natural ? sum(({ most, height }) => most - height) : sum(({ height, least }) => height - least);
  const share = give > 0 ? Math.max(-1, Math.min(1, (wanted - natural) / give)) : 0;
  let y = top;
  const scene = bands.flatMap((band) => {
    const height = band.height + share * (share > 0 ? band.most - band.height : band.height - band.least);
    const drawn = band.draw(y, height);
    y += height + GAP;
    return drawn;
  });
  return { scene, height: Math.max(top, y - GAP) };
}

/** Bands on pages of a height; a table goes on over pages, anything else that is higher than a page stands alone. */
export function paged(bands: readonly Band[], firstHeight: number, height: number): Band[][] {
  const pages: Band[][] = [[]];
  /** Room that is left when everything on the page is as low as it may be, and as it wants to be. */
  let left = firstHeight;
  let natural = firstHeight;
  const queue = [...bands];
  for (let band = queue.shift(); band; band = queue.shift()) {
    const [next] = queue;
    const needed = band.keepsWithNext && next ? band.height + GAP + Math.min(next.least, KEPT) : band.least;
    if (needed > left) {
      const halves = band.split?.(natural);
      if (halves) {
        pages.at(-1)?.push(halves[0]);
        queue.unshift(halves[1]);
        left = 0;
        natural = 0;
        continue;
      }
      if ((pages.at(-1)?.length ?? 0) > 0) {
        pages.push([]);
        left = height;
        natural = height;
        queue.unshift(band);
        continue;
      }
    }
    pages.at(-1)?.push(band);
    left -= band.least + GAP;
    natural -= band.height + GAP;
  }
  return pages;
}
