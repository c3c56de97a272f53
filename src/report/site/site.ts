import type { DashboardCard } from '../../charts/dashboard/dashboard.ts';
import type { Fonts } from '../fonts.ts';
import { drawing, type PageSetting } from '../html/figure.ts';
import { fontCss, pageHtml, reportParts } from '../html/page.ts';
import { html } from '../html/table.ts';
import { ThemeColors } from '../html/two-themes.ts';
import type { Report } from '../report.ts';
import { plainLine } from '../scene/node.ts';
import { valueParts } from '../scene/number-scene.ts';
import { fileName, madeText, untilText } from '../words.ts';

/** A dashboard of the site: its data, and what stands for it in the index. */
export interface SitePage {
  report: Report;
  card: DashboardCard;
}

const INDEX_CSS = `
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr));gap:14px}
.tile{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;color:inherit;text-decoration:none;min-width:0}
.tile:hover{border-color:var(--accent)}
.tile h2{font-size:15px;margin:0 0 2px;font-weight:620}
.tile p{margin:0;color:var(--muted);font-size:12.5px;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;min-height:38px}
.tile svg{width:100%;height:auto;margin:10px 0 4px}
.tile .gap{flex:1;min-height:96px}
.tile dl{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:12px;margin:8px 0 0;align-items:end}
.tile dt{font-size:11.5px;color:var(--muted)}
.tile dd{margin:0;font-size:18px;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.015em}
.back{display:inline-block;margin:0 0 14px;font-size:13px;text-decoration:none}
.bad{color:var(--bad);font-size:12.5px;margin-top:6px}
`.replaceAll('\n', '');

/** Names of the pages, none twice: two dashboards may have the same title. */
function pageNames(pages: readonly SitePage[]): string[] {
  const taken = new Set(['index']);
  return pages.map(({ report }) => {
    const base = fileName(report.slug);
    let name = base;
    for (let nth = 2; taken.has(name); nth += 1) name = `${base}-${nth}`;
    taken.add(name);
    return `${name}.html`;
  });
}

function tile({ report, card }: SitePage, href: string, setting: PageSetting): string {
  const face = card.face === null ? undefined : report.charts.get(card.face);
  const numbers = card.numbers
    .flatMap(({ uuid, title }) => {
      const picture = report.charts.get(uuid)?.picture;
      if (picture?.type !== 'big-number') return [];
      const { number, unit } = valueParts(picture);
      return [`<div><dt>${html(plainLine(title))}</dt><dd>${html(`${number}${unit}`)}</dd></div>`];
    })
    .join('');
  const failed = [...report.charts.values()].filter(({ error }) => error !== null).length;
  const picture =
    face?.picture?.type === 'chart'
      ? drawing(face, face.picture, { width: 320, height: 96 }, 'mini', setting, true)
      : '<div class="gap"></div>';
  return (
    `<a class="tile" href="${encodeURIComponent(href)}"><h2>${html(plainLine(report.title))}</h2><p>${html(report.description)}</p>` +
    `${picture}${numbers === '' ? '' : `<dl>${numbers}</dl>`}` +
    `${failed === 0 ? '' : `<div class="bad">${failed} ${failed === 1 ? 'chart' : 'charts'} could not be drawn</div>`}</a>`
  );
}

/**
 * All dashboards as files that need no server: index.html with a miniature of each, and a page for each. Links are relative
 * and every page is whole, so it works from a disk, a CI artifact and any path of a web server.
 */
export async function siteFiles(
  pages: readonly SitePage[],
  fonts: Fonts,
  words: { title: string; locale: string },
): Promise<Map<string, string>> {
  const names = pageNames(pages);
  const css = `${await fontCss()}${INDEX_CSS}`;
  const files = new Map<string, string>();
  for (const [at, { report }] of pages.entries()) {
    const back = `<a class="back" href="index.html">← ${html(words.title)}</a>`;
    const { body, colors } = reportParts(report, fonts, 'auto', back);
    files.set(
      names[at] ?? '',
      pageHtml({ title: report.title, locale: words.locale, theme: 'auto', body, css, colors }),
    );
  }
  const colors = new ThemeColors();
  const setting: PageSetting = { fonts, theme: 'auto', colors, locale: words.locale };
  const tiles = pages.map((page, at) => tile(page, names[at] ?? '', setting)).join('');
  const first = pages[0]?.report;
  const facts = first
    ? `<dl class="facts"><div><dt>Organization</dt><dd>${html(first.organization)}</dd></div><div><dt>Data until</dt><dd>${html(untilText(first))}</dd></div></dl>`
    : '';
  const body =
    `<div class="page"><header><h1>${html(plainLine(words.title))}</h1>${facts}</header><main class="cards">${tiles}</main>` +
    `<footer>${first ? html(madeText(first)) : ''} by feedback-loop</footer></div>`;
  files.set('index.html', pageHtml({ title: words.title, locale: words.locale, theme: 'auto', body, css, colors }));
  return files;
}
