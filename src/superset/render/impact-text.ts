import type { Impact, Named } from '../impact/impact.ts';
import { NO_PAINT, type Paints, plural, printable } from './words.ts';

/** Who uses an object and what it is made of, for a person at a terminal. */
export function impactText(impact: Impact, paint: Paints = NO_PAINT): string {
  const { object, member, usedBy, uses, members } = impact;
  const title = member === undefined ? printable(object.name) : `${printable(object.name)}.${printable(member)}`;
  const lines = [`${object.kind} ${paint.strong(title)}  ${paint.dim(object.uuid)}`];
  const up = [...usedBy.datasets, ...usedBy.charts, ...usedBy.dashboards];
  lines.push(
    '',
    up.length === 0 ? 'Used by nothing' : `Used by ${countText(usedBy)}`,
    ...up.map((each) => line(each, paint)),
  );
  const down = [...uses.charts, ...uses.datasets, ...uses.databases];
  if (down.length > 0) lines.push('', 'Made of', ...down.map((each) => line(each, paint)));
  if (members.length > 0)
    lines.push('', object.kind === 'chart' ? 'Columns and metrics it uses' : 'Columns and metrics');
  const width = Math.max(0, ...members.map((each) => each.name.length));
  for (const each of members) {
    const charts = each.charts.map((chart) => `"${printable(chart.name)}"`).join(', ');
    const users = object.kind === 'chart' ? (each.expression ?? '') : charts === '' ? 'no chart' : charts;
    lines.push(
      `  ${each.kind.padEnd(6)} ${printable(each.name).padEnd(width)}  ${paint.dim(printable(users))}`.trimEnd(),
    );
  }
  return lines.join('\n');
}

const line = ({ kind, name, uuid }: Named, paint: Paints): string =>
  `  ${kind.padEnd(9)} ${printable(name)}  ${paint.dim(uuid.slice(0, 8))}`;

function countText({ datasets, charts, dashboards }: Impact['usedBy']): string {
  const parts = [
    datasets.length > 0 ? plural(datasets.length, 'dataset') : '',
    charts.length > 0 ? plural(charts.length, 'chart') : '',
    dashboards.length > 0 ? plural(dashboards.length, 'dashboard') : '',
  ];
  return parts.filter(Boolean).join(', ');
}
