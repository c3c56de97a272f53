import { escapeHtml } from '../../charts/format/html.ts';
import type { Json } from '../normalise/json.ts';
import type { Plan, PlannedChange, PlannedObject } from '../plan/plan-types.ts';
import { driftedObjects } from './plan-json.ts';
import { gateLine } from './plan-text.ts';
import { plural, signOf, usedByText } from './words.ts';

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--dim:#777;--bad:#c62828;--warn:#a15c00;--good:#1b7f3b}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--warn:#ffc26b;--good:#7edb98;--dim:#aaa}}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem;border-top:1px solid var(--line)}
td pre{margin:0;white-space:pre-wrap;word-break:break-word;max-height:14rem;overflow:auto;font-size:13px}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:.4rem .8rem}summary{cursor:pointer}
.dim{color:var(--dim)}.bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}
.counts{display:flex;flex-wrap:wrap;gap:1.5rem;margin:1rem 0}.counts b{display:block;font-size:1.4rem}`;

/** A plan as one HTML page that needs nothing else: every object, every change, both values in full. */
export function planHtml(plan: Plan): string {
  const drifted = driftedObjects(plan);
  const planned = plan.objects.filter((each) => each.action !== 'none');
  const left = plan.objects.filter(
    (each) => each.action === 'none' && each.held !== undefined && !drifted.includes(each),
  );
  const tone = plan.gate.status === 'fail' ? 'bad' : plan.gate.status === 'warn' ? 'warn' : 'good';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Plan for ${escapeHtml(plan.environment)}</title><style>${STYLE}</style></head><body>
<h1>Plan for ${escapeHtml(plan.environment)}</h1>
<p class="dim">${escapeHtml(plan.target)}, Superset ${escapeHtml(plan.supersetVersion)}, made ${escapeHtml(plan.madeAt)}${lastApply(plan)}, ${plan.comparison}</p>
<p class="${tone}"><strong>${escapeHtml(gateLine(plan))}</strong></p>
${counts(plan)}
${plan.problems.map((each) => `<p class="${each.severity === 'error' ? 'bad' : 'warn'}">${escapeHtml(each.message)}<br><span class="dim">${escapeHtml(each.hint)}</span></p>`).join('\n')}
${section('Changed outside Git', drifted, (each) => each.drift, ['was', 'is now'])}
${section('Planned', planned, (each) => each.changes, ['on the target', 'in Git'])}
${section('Left as it is', left, (each) => each.changes, ['on the target', 'in Git'])}
${unmanaged(plan)}
</body></html>
`;
}

const lastApply = ({ lastApply: last }: Plan): string =>
  last
    ? `, last applied ${escapeHtml(last.at)} by ${escapeHtml(last.by)}${last.gitSha ? ` (${escapeHtml(last.gitSha.slice(0, 8))})` : ''}`
    : '';

function counts({ summary }: Plan): string {
  const names: [string, number][] = [
    ['to add', summary.add],
    ['to change', summary.change],
    ['to rename', summary.rename],
    ['to prune', summary.prune],
    ['drift', summary.drift],
    ['conflicts', summary.conflict],
    ['deleted live', summary.deletedLive],
    ['first contact', summary.firstContact],
    ['in sync', summary.inSync],
    ['not ours', summary.unmanaged],
  ];
  return `<div class="counts">${names.map(([name, count]) => `<span><b>${count}</b>${name}</span>`).join('')}</div>`;
}

function section(
  title: string,
  objects: readonly PlannedObject[],
  changes: (each: PlannedObject) => readonly PlannedChange[],
  sides: readonly [string, string],
): string {
  if (objects.length === 0) return '';
  const body = objects.map((each) => object(each, changes(each), sides)).join('\n');
  return `<h2>${title} <span class="dim">${plural(objects.length, 'object')}</span></h2>\n${body}`;
}

function object(each: PlannedObject, changes: readonly PlannedChange[], [from, to]: readonly [string, string]): string {
  const who = each.changedBy ? ` by ${each.changedBy}${each.changedOn ? ` at ${each.changedOn}` : ''}` : '';
  const notes = [each.held ?? `${each.action}: ${each.reason}`, each.held ? who.trim() : '', usedByText(each)];
  const was = each.previousName === undefined ? '' : ` <span class="dim">was "${escapeHtml(each.previousName)}"</span>`;
  const rows = changes.map(
    (change) =>
      `<tr><td>${escapeHtml(change.field)}<br><span class="${change.severity === 'breaking' ? 'bad' : 'dim'}">${change.severity}${change.class === 'conflict' ? ', conflict' : ''}</span>${change.summary ? `<br>${escapeHtml(change.summary)}` : ''}</td><td>${value(change.from)}</td><td>${value(change.to)}</td></tr>`,
  );
  const table =
    rows.length === 0 ? '' : `<table><tr><th>field</th><th>${from}</th><th>${to}</th></tr>${rows.join('')}</table>`;
  return `<details${changes.length <= 6 ? ' open' : ''}><summary>${signOf(each)} ${each.kind} <strong>${escapeHtml(each.name)}</strong>${was} <span class="dim">${escapeHtml(notes.filter(Boolean).join('; '))}</span></summary><p class="dim">${escapeHtml(each.uuid)}, ${each.class.replaceAll('_', ' ')}</p>${table}</details>`;
}

const value = (json: Json): string =>
  json === null
    ? '<span class="dim">none</span>'
    : `<pre>${escapeHtml(typeof json === 'string' ? json : JSON.stringify(json, null, 2))}</pre>`;

function unmanaged({ unmanaged: list }: Plan): string {
  if (list.length === 0) return '';
  const items = list.map(
    (each) => `<li>${each.kind} ${escapeHtml(each.name)} <span class="dim">${escapeHtml(each.uuid)}</span></li>`,
  );
  return `<h2>Not ours</h2><details><summary>${plural(list.length, 'object')}, never touched</summary><ul>${items.join('')}</ul></details>`;
}
