import { readFile } from 'node:fs/promises';
import type { LayoutItem } from '../../charts/dashboard/dashboard.ts';
import { fontFile, type Fonts } from '../fonts.ts';
import type { Report } from '../report.ts';
import { plainLine } from '../scene/node.ts';
import { coverFacts, madeText } from '../words.ts';
import { figureHtml, type PageSetting } from './figure.ts';
import { PAGE_CSS, type PageTheme, themeCss } from './style.ts';
import { html } from './table.ts';
import { ThemeColors } from './two-themes.ts';

/** Pixels that twelve columns have on a screen, without the gaps. */
const WIDTH = 1184;
const CARD_PADDING = 34;

export const CSP =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'";

/** One font face, so that a report looks the same on every machine; letters outside Latin come from the reader's system. */
export async function fontCss(): Promise<string> {
  const font = await readFile(fontFile('inter-latin-wght-normal.woff2'));
  return `@font-face{font-family:'Inter Variable';font-weight:100 900;font-display:swap;src:url(data:font/woff2;base64,${font.toString('base64')}) format('woff2')}`;
}

function layoutHtml(item: LayoutItem, width: number, report: Report, setting: PageSetting): string {
  const within = (children: readonly LayoutItem[], room: number): string =>
    children.map((child) => layoutHtml(child, room, report, setting)).join('');
  const cell = (columns: number, inner: string): string =>
    inner === ''
      ? ''
      : `<div class="cell" style="--w:${Math.max(1, Math.min(12, Math.round(columns)))}">${inner}</div>`;
  switch (item.type) {
    case 'grid':
    case 'tabs':
      return within(item.children, width);
    case 'row': {
      const numbers = item.children.every(
        (child) => child.type === 'chart' && report.charts.get(child.uuid)?.picture?.type === 'big-number',
      );
      const inner = within(item.children, width);
      return inner === '' ? '' : `<div class="row${numbers ? ' numbers' : ''}">${inner}</div>`;
    }
    case 'column':
      return cell(item.width, within(item.children, (width * item.width) / 12));
    case 'tab': {
      const inner = within(item.children, width);
      return inner === '' ? '' : `<h2 class="large">${html(plainLine(item.title))}</h2>${inner}`;
    }
    case 'header':
      return `<h2 class="${item.size}">${html(plainLine(item.text))}</h2>`;
    case 'divider':
      return '<hr>';
    case 'markdown':
      // Sanitised where it was made.
      return cell(item.width, `<div class="prose">${item.html}</div>`);
    case 'chart': {
      const chart = report.charts.get(item.uuid);
      if (!chart) return '';
      const size = {
        width: Math.max(180, Math.round((width * Math.min(12, item.width)) / 12) - CARD_PADDING),
        height: Math.max(180, Math.min(520, item.height - 76)),
      };
      return cell(item.width, figureHtml(chart, size, setting));
    }
    default:
      return item satisfies never;
  }
}

export interface PageParts {
  body: string;
  colors: ThemeColors;
}

/** Head, charts and foot of a report, for a page of its own or one of a site. */
export function reportParts(report: Report, fonts: Fonts, theme: PageTheme, above = ''): PageParts {
  const colors = new ThemeColors();
  const setting: PageSetting = { fonts, theme, colors, locale: report.locale };
  const facts = coverFacts(report)
    .map(({ name, value }) => `<div><dt>${html(name)}</dt><dd>${html(value)}</dd></div>`)
    .join('');
  const body =
    `<div class="page"><header>${above}<h1>${html(plainLine(report.title))}</h1>` +
    `${report.description === '' ? '' : `<p class="lead">${html(report.description)}</p>`}<dl class="facts">${facts}</dl></header>` +
    `<main class="grid"><h2 class="unseen">Charts</h2>${layoutHtml(report.layout, WIDTH, report, setting)}</main>` +
    `<footer>${html(report.organization)} · ${html(madeText(report))} by feedback-loop</footer></div>`;
  return { body, colors };
}

/** A whole page that asks nobody for anything: no script, no request. */
export function pageHtml(options: {
  title: string;
  locale: string;
  theme: PageTheme;
  body: string;
  css: string;
  colors: ThemeColors;
}): string {
  const { title, locale, theme, body, css, colors } = options;
  const look = themeCss(theme, (name) => colors.css(name));
  const both =
    theme === 'auto'
      ? '@media screen and (prefers-color-scheme:dark){.only-dark{display:block}.only-light{display:none}}'
      : '';
  return (
    `<!doctype html><html lang="${html(locale)}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${CSP}">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="generator" content="feedback-loop">' +
    `<meta name="color-scheme" content="${theme === 'auto' ? 'light dark' : theme}"><title>${html(plainLine(title))}</title>` +
    `<style>${css}${look}${PAGE_CSS}${both}</style></head><body>${body}</body></html>\n`
  );
}

/** The report as one file of HTML. */
export async function htmlReport(report: Report, fonts: Fonts, theme: PageTheme): Promise<string> {
  const { body, colors } = reportParts(report, fonts, theme);
  return pageHtml({ title: report.title, locale: report.locale, theme, body, css: await fontCss(), colors });
}
