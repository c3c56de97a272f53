import type { Plan, PlannedChange, PlannedObject } from '../plan/plan-types.ts';
import { driftedObjects } from './plan-json.ts';
import { changeText, plural, printable, shortened, signOf, usedByText } from './words.ts';

/** GitHub refuses comments above 65,536 characters. */
const MOST_CHARACTERS = 65_000;
const OPEN_LINES = 12;

/** Finds the one comment of an environment again, so that it is replaced and not repeated. */
export const commentMarker = (environment: string): string =>
  `<!-- feedback-loop:plan:${environment.replaceAll(/[^\w.-]/g, '_')} -->`;

export interface MarkdownOptions {
  /** Where the whole plan can be read when the comment has to be cut: a link, or words. */
  fullPlan?: string;
}

/** A plan as a comment on a pull request: the counts first, long parts folded, never more than GitHub takes. */
export function planMarkdown(plan: Plan, options: MarkdownOptions = {}): string {
  const head = [
    commentMarker(plan.environment),
    `### Plan for ${escaped(plan.environment)}: ${verdict(plan)}`,
    '',
    table(plan),
    '',
  ];
  const foot = [`<sub>${escaped(plan.target)}, Superset ${escaped(plan.supersetVersion)}, ${plan.madeAt}</sub>`, ''];
  const problems = plan.problems.map(
    (each) =>
      `> ${each.severity === 'error' ? '**Error**' : 'Warning'}: ${escaped(each.message)} (${escaped(each.hint)})`,
  );
  if (problems.length > 0) problems.push('');
  const drifted = driftedObjects(plan);
  const planned = plan.objects.filter((each) => each.action !== 'none' && each.action !== 'adopt-base');
  const left = plan.objects.filter(
    (each) => each.action === 'none' && each.held !== undefined && !drifted.includes(each),
  );
  const parts = [
    ...folded(`Changed outside Git: ${plural(drifted.length, 'object')}`, drifted, (each) =>
      block(each, each.drift, driftNote(each)),
    ),
    ...folded(`Planned: ${plural(planned.length, 'object')}`, planned, (each) =>
      block(each, each.changes, actionNote(each)),
    ),
    ...folded(`Left as it is: ${plural(left.length, 'object')}`, left, (each) => block(each, [], each.held ?? '')),
  ];
  return fitted([...head, ...problems], parts, foot, options);
}

/** Texts of objects must not become mark-up, mentions or references. */
const escaped = (text: string): string =>
  printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/([\\`*_{}[\]()#+!|~$>])/g, '\\$1')
    .replaceAll('@', '@\u200b')
    .replaceAll(/(https?):\/\//g, '$1:\u200b//');

const inCode = (text: string): string => printable(text).replaceAll('`', "'");

function verdict(plan: Plan): string {
  if (plan.gate.status === 'fail') return plan.gate.exit === 'invalid' ? 'blocked' : `blocked by ${plan.gate.exit}`;
  const { add, change, rename, prune } = plan.summary;
  const work = add + change + rename + prune;
  if (plan.gate.status === 'warn') return `${plural(work, 'change')}, with a warning`;
  return work === 0 ? 'nothing to do' : plural(work, 'change');
}

function table({ summary }: Plan): string {
  const rows: [string, number][] = [
    ['add', summary.add],
    ['change', summary.change],
    ['rename', summary.rename],
    ['prune', summary.prune],
    ['drift', summary.drift],
    ['conflict', summary.conflict],
    ['deleted live', summary.deletedLive],
    ['first contact', summary.firstContact],
    ['left', summary.held],
    ['in sync', summary.inSync],
    ['unmanaged', summary.unmanaged],
  ];
  const shown = rows.filter(([name, count]) => count > 0 || name === 'add' || name === 'change');
  return [
    `| ${shown.map(([name]) => name).join(' | ')} |`,
    `|${shown.map(() => '---:').join('|')}|`,
    `| ${shown.map(([, count]) => count).join(' | ')} |`,
  ].join('\n');
}

const driftNote = (each: PlannedObject): string =>
  [each.class.replaceAll('_', ' '), each.changedBy ? `by ${each.changedBy}` : '', each.changedOn ?? '']
    .filter(Boolean)
    .join(', ');
const actionNote = (each: PlannedObject): string =>
  [each.action, each.reason, usedByText(each)].filter(Boolean).join(', ');

function block(each: PlannedObject, changes: readonly PlannedChange[], note: string): string[] {
  const was = each.previousName === undefined ? '' : `"${escaped(each.previousName)}" renamed `;
  return [
    `- \`${signOf(each)}\` ${each.kind} ${was}**${escaped(shortened(each.name, 120))}** (${escaped(note)})`,
    ...changes.map((change) => {
      const weight = change.severity === 'breaking' ? '**breaking**' : change.severity;
      return `  - \`${inCode(shortened(change.field, 100))}\`: \`${inCode(changeText(change))}\` ${weight}`;
    }),
  ];
}

function folded(
  title: string,
  objects: readonly PlannedObject[],
  lines: (each: PlannedObject) => string[],
): string[][] {
  if (objects.length === 0) return [];
  const body = objects.flatMap(lines);
  if (body.length <= OPEN_LINES) return [[`**${title}**`, '', ...body, '']];
  return [[`<details><summary><b>${title}</b></summary>`, '', ...body, '', '</details>', '']];
}

function fitted(head: string[], parts: string[][], foot: string[], options: MarkdownOptions): string {
  const whole = [...head, ...parts.flat(), ...foot].join('\n');
  if (whole.length <= MOST_CHARACTERS) return whole;
  const where = options.fullPlan ? `: ${options.fullPlan}` : '; see the output of the job';
  const cut = `_The plan is longer than a comment may be${where}._`;
  let room = MOST_CHARACTERS - [...head, cut, ...foot].join('\n').length - 200;
  const kept: string[] = [];
  for (const part of parts) {
    const isFolded = part[0]?.startsWith('<details>') ?? false;
    const lines = isFolded ? part.slice(0, -3) : part;
    for (const line of lines) {
      if (line.length + 1 > room) break;
      kept.push(line);
      room -= line.length + 1;
    }
    if (isFolded) kept.push('', '</details>', '');
  }
  return [...head, ...kept, cut, '', ...foot].join('\n').slice(0, MOST_CHARACTERS);
}
