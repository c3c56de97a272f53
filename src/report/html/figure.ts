import type { ThemeName } from '../../charts/draw/palette.ts';
import type { BigNumberPicture, ChartPicture } from '../../charts/picture.ts';
import type { Fonts } from '../fonts.ts';
import type { ReportChart } from '../report.ts';
import { chartScene } from '../scene/chart-scene.ts';
import { pivotGrid, tableGrid } from '../scene/grid.ts';
import { escapeXml, node, plainLine, type SceneNode, svgText } from '../scene/node.ts';
import { trendPaths, underNumber, valueParts } from '../scene/number-scene.ts';
import { countText, notDrawnText, rowsText } from '../words.ts';
import type { PageTheme } from './style.ts';
import { html, tableHtml } from './table.ts';
import { mergeThemes, type ThemeColors } from './two-themes.ts';

export interface PageSetting {
  fonts: Fonts;
  theme: PageTheme;
  colors: ThemeColors;
  locale: string;
}

/** Rows of the table under a chart; the whole data are in XLSX and CSV. */
const MOST_DATA_ROWS = 1_000;
const MOST_TABLE_ROWS = 500;
const NARROW = 336;

/** Inline SVG of a drawing, with `look` as its class. */
export function drawing(
  chart: ReportChart,
  picture: ChartPicture,
  size: { width: number; height: number },
  look: string,
  setting: PageSetting,
  small = false,
): string {
  const id = `${look}${chart.uuid.slice(0, 8)}`;
  const draw = (theme: ThemeName, idPrefix = id): SceneNode[] =>
    chartScene(picture, { fonts: setting.fonts, theme, idPrefix, small, ...size });
  const svg = (scene: SceneNode[], more: string): string =>
    svgText(
      node(
        'svg',
        {
          class: `${look}${more}`,
          viewBox: `0 0 ${size.width} ${size.height}`,
          width: size.width,
          height: size.height,
          ...(small
            ? { 'aria-hidden': 'true' }
            : { role: 'img', 'aria-label': `${plainLine(chart.title)}; the data follow as a table` }),
        },
        scene,
      ),
    );
  if (setting.theme !== 'auto') return svg(draw(setting.theme), '');
  const light = draw('light');
  const merged = mergeThemes(light, draw('dark'), setting.colors);
  return merged ? svg(merged, '') : svg(light, ' only-light') + svg(draw('dark', `d${id}`), ' only-dark');
}

function numberHtml(picture: BigNumberPicture): string {
  const { number, unit } = valueParts(picture);
  const box = { x: 0, y: 0, width: 240, height: 38 };
  const trend = trendPaths(picture, box)
    .map(
      ({ line, area }) =>
        `<path d="${area}" fill="var(--accent)" opacity=".1"/><path d="${line}" fill="none" stroke="var(--accent)" stroke-width="1.5" vector-effect="non-scaling-stroke"/>`,
    )
    .join('');
  return (
    `<div class="big">${escapeXml(number)}${unit === '' ? '' : `<span class="unit">${escapeXml(unit)}</span>`}</div>` +
    `<div class="under">${escapeXml(underNumber(picture))}</div>` +
    (trend === ''
      ? ''
      : `<svg class="trend" viewBox="0 0 240 38" preserveAspectRatio="none" aria-hidden="true">${trend}</svg>`)
  );
}

const more = (all: number, most: number, locale: string): string =>
  all > most
    ? `<p class="more">The first ${countText(most, locale)} of ${countText(all, locale)} rows. XLSX and CSV hold all.</p>`
    : '';

/** A file is not the viewer: what leads to one of its pages stays text. */
const withoutPages = (content: string): string =>
  content.replace(/<a href="\/[^"]*"([^>]*)>(.*?)<\/a>/g, '<span$1>$2</span>');

function pictureHtml(chart: ReportChart, size: { width: number; height: number }, setting: PageSetting): string {
  const { picture } = chart;
  if (picture === null)
    return `<div class="failed" role="note"><strong>This chart could not be drawn.</strong><br>${html(chart.error ?? '')}</div>`;
  switch (picture.type) {
    case 'big-number':
      return numberHtml(picture);
    case 'chart':
      return (
        drawing(chart, picture, size, 'wide', setting) +
        drawing(chart, picture, { width: NARROW, height: Math.min(300, size.height) }, 'narrow', setting)
      );
    case 'table':
      return (
        tableHtml(tableGrid(picture, MOST_TABLE_ROWS), chart.title) +
        more(picture.rows.length, MOST_TABLE_ROWS, setting.locale)
      );
    case 'pivot':
      return (
        tableHtml(pivotGrid(picture, MOST_TABLE_ROWS), chart.title) +
        more(picture.rows.length, MOST_TABLE_ROWS, setting.locale)
      );
    case 'text':
      // Sanitised where it was made.
      return `<div class="prose">${withoutPages(picture.html)}</div>`;
    case 'empty':
      return '<div class="empty">No data in this range</div>';
    default:
      return picture.table
        ? `<p class="about">${html(notDrawnText(chart) ?? '')}</p>` +
            tableHtml(tableGrid(picture.table, MOST_TABLE_ROWS), chart.title) +
            more(picture.table.rows.length, MOST_TABLE_ROWS, setting.locale)
        : `<div class="empty">The chart type ${html(picture.vizType)} is not drawn here.</div>`;
  }
}

/** What the chart counts, and its rows: behind a click, so that the page stays a page. */
function detailsHtml(chart: ReportChart, setting: PageSetting): string {
  if (chart.error !== null) return '';
  const means = chart.definitions
    .map(
      ({ name, meaning, expression }) =>
        `<dt>${html(name)}</dt><dd>${meaning === '' ? '' : `${html(meaning)} `}<code>${html(expression)}</code></dd>`,
    )
    .join('');
  const isTable = chart.picture?.type === 'table';
  const data = isTable
    ? ''
    : tableHtml(tableGrid(chart.table, MOST_DATA_ROWS), `${chart.title}: data`) +
      more(chart.table.rows.length, MOST_DATA_ROWS, setting.locale);
  return (
    `<details><summary>${isTable ? 'Definition' : 'Data and definition'} · ${rowsText(chart, setting.locale)}</summary>` +
    `${means === '' ? '' : `<dl class="means">${means}</dl>`}${data}</details>`
  );
}

/** A chart as a figure: title, what it is about, picture, definition, data. */
export function figureHtml(chart: ReportChart, size: { width: number; height: number }, setting: PageSetting): string {
  const id = `chart-${chart.uuid.replaceAll(/[^\w-]/g, '')}`;
  const isNumber = chart.picture?.type === 'big-number';
  return (
    `<figure class="card${isNumber ? ' number' : ''}" id="${id}" aria-labelledby="t-${id}">` +
    `<figcaption><h3 id="t-${id}">${html(plainLine(chart.title))}</h3>` +
    `${chart.description === '' || isNumber ? '' : `<p class="about" title="${escapeXml(plainLine(chart.description))}">${html(chart.description)}</p>`}</figcaption>` +
    `<div class="picture">${pictureHtml(chart, size, setting)}</div>${detailsHtml(chart, setting)}</figure>`
  );
}
