import type { ThemeName } from '../../charts/draw/palette.ts';
import { PAGE_COLORS } from '../scene/colors.ts';

export type PageTheme = ThemeName | 'auto';

const variables = (theme: ThemeName): string => {
  const { page, card, line, ink, muted, accent, soft, bad, badSoft, goodInk, goodSoft, warnInk, warnSoft } =
    PAGE_COLORS[theme];
  const bar = `${accent}24`;
  const verdicts = { good: goodInk, 'good-soft': goodSoft, warn: warnInk, 'warn-soft': warnSoft, 'bad-soft': badSoft };
  return Object.entries({ page, card, line, ink, muted, accent, soft, bad, bar, ...verdicts })
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
};

/** Light and dark by the reader's choice, or one of them; paper is always light. */
export function themeCss(theme: PageTheme, more: (theme: ThemeName) => string): string {
  const light = `:root{color-scheme:light;${variables('light')};${more('light')}}`;
  const dark = `:root{color-scheme:dark;${variables('dark')};${more('dark')}}`;
  if (theme === 'light') return light;
  if (theme === 'dark') return dark;
  return `${light}@media screen and (prefers-color-scheme:dark){${dark}}`;
}

/** Everything a report's page looks like; no rule names anything outside the page. */
export const PAGE_CSS = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.5 'Inter Variable',Inter,system-ui,-apple-system,'Segoe UI',sans-serif;font-feature-settings:'cv11','ss03';overflow-wrap:anywhere}
a{color:var(--accent)}
.unseen{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.page{max-width:1240px;margin:0 auto;padding:36px 28px 56px}
.page>header{margin-bottom:24px}
h1{font-size:27px;line-height:1.2;letter-spacing:-.022em;font-weight:650;margin:0 0 6px;text-wrap:balance}
.lead{margin:0;color:var(--muted);max-width:76ch}
.facts{display:flex;flex-wrap:wrap;gap:6px 22px;margin:16px 0 0;padding:12px 0 0;border-top:1px solid var(--line);font-size:12.5px}
.facts div{display:flex;gap:6px}
.facts dt{color:var(--muted)}
.facts dd{margin:0;font-weight:550}
.grid{display:flex;flex-direction:column;gap:12px}
.row{display:grid;grid-template-columns:repeat(12,minmax(0,1fr));gap:12px;align-items:stretch}
.cell{grid-column:span var(--w,12);min-width:0;display:flex;flex-direction:column;gap:12px}
.cell>*{flex:1 0 auto}
h2{font-size:17px;letter-spacing:-.012em;font-weight:620;margin:18px 0 2px}
h2.large{font-size:20px}h2.small{font-size:14px}
hr{border:0;border-top:1px solid var(--line);margin:8px 0;width:100%}
.card{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px 10px;display:flex;flex-direction:column;min-width:0;break-inside:avoid}
.card h3{font-size:13.5px;line-height:1.35;font-weight:620;letter-spacing:-.005em;margin:0}
.card .about{margin:1px 0 0;font-size:12px;color:var(--muted);display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.card .picture{flex:1;margin:10px 0 6px;min-width:0}
.card.number h3{color:var(--muted);font-weight:550;font-size:12.5px}
.big{font-size:32px;line-height:1.1;font-weight:620;letter-spacing:-.025em;font-variant-numeric:tabular-nums}
.big .unit{font-size:.55em;color:var(--muted);margin-left:.15em;font-weight:550;letter-spacing:0}
.under{font-size:12px;color:var(--muted);margin-top:4px}
.card.number .picture{margin-bottom:2px}
svg{display:block;max-width:100%;height:auto}
svg.trend{width:100%;height:38px;margin-top:8px}
.narrow,.only-dark{display:none}
.failed{background:var(--bad-soft);color:var(--bad);border-radius:6px;padding:18px;text-align:center;font-size:13px}
.empty{color:var(--muted);text-align:center;padding:36px 12px;font-size:13px}
.prose{font-size:13.5px}.prose>:first-child{margin-top:0}.prose>:last-child{margin-bottom:0}
.prose:has(.kpi) p{margin:5px 0 0}
.kpi{font-size:12.5px;line-height:18px;font-variant-numeric:tabular-nums}
.kpi h2{margin:0;font-size:26px;line-height:34px;font-weight:620;letter-spacing:-.024em}
.kpi small{font-size:11.5px;color:var(--muted)}
.kpi .badge{display:inline-block;margin-right:5px;padding:0 8px;border-radius:99px;background:var(--soft);font-size:12px;line-height:20px;font-weight:550}
.kpi .badge.missed{background:var(--bad-soft);color:var(--bad)}
.kpi .badge.met{background:var(--good-soft);color:var(--good)}
.kpi .badge.cannot{background:var(--warn-soft);color:var(--warn)}
.word-cloud{display:flex;flex-wrap:wrap;justify-content:center;align-items:center;gap:0 12px;line-height:1.16}
.prose table,.data{border-collapse:collapse}
.box{overflow-x:auto;max-width:100%}
.box.tall{max-height:560px;overflow-y:auto}
.data{width:100%;font-size:12.5px;font-variant-numeric:tabular-nums}
.data th,.data td{text-align:left;padding:5px 10px;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap;overflow-wrap:normal}
.data .long{white-space:normal;min-width:260px;max-width:520px;overflow-wrap:anywhere}
.data thead th{position:sticky;top:0;background:var(--soft);color:var(--muted);font-weight:570;white-space:nowrap;font-size:12px}
.data .n{text-align:right;white-space:nowrap}
.data tbody th{font-weight:550}
.data tfoot td,.data tfoot th{font-weight:620;border-top:1px solid var(--line);border-bottom:0}
.more{color:var(--muted);font-size:12px;margin:6px 0 0}
details{margin-top:2px;font-size:12.5px}
summary{cursor:pointer;color:var(--muted);padding:3px 0;font-size:12px;border-radius:4px;width:fit-content}
summary:hover{color:var(--ink)}
details[open] summary{margin-bottom:6px}
.means{margin:0 0 10px;display:grid;grid-template-columns:minmax(0,max-content) minmax(0,1fr);gap:2px 12px}
.means dt{font-weight:570}.means dd{margin:0;color:var(--muted)}
.means code{font:11.5px ui-monospace,Menlo,Consolas,monospace}
.page>footer{margin-top:28px;color:var(--muted);font-size:12px}
@media (max-width:760px){
.page{padding:22px 14px 40px}h1{font-size:22px}
.cell{grid-column:1/-1}
.row.numbers .cell{grid-column:span 6}
.wide{display:none}.narrow{display:block}
.means{grid-template-columns:minmax(0,1fr)}.means dd{margin-bottom:4px}
.card{padding:12px 12px 8px}.big{font-size:26px}
}
@media print{
@page{size:A4 landscape;margin:11mm}
body{background:#fff;font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.page{max-width:none;padding:0}
details{display:none}
.box,.box.tall{max-height:none;overflow:visible}
.card{break-inside:avoid;border-color:#ddd}
h2{break-after:avoid}
.wide{display:block!important}.narrow{display:none!important}
.cell{grid-column:span var(--w,12)!important}
}
`.replaceAll('\n', '');
