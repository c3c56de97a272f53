import type { Plan, PlannedChange, PlannedObject } from '../plan/plan-types.ts';
import {
  agoText,
  changeText,
  NO_PAINT,
  type Paints,
  plural,
  printable,
  shortened,
  signOf,
  usedByText,
} from './words.ts';

export interface TextOptions {
  paint?: Paints;
  /** Every object and every change, instead of about forty lines. */
  full?: boolean;
  /** Also name the objects that are not ours. */
  showUnmanaged?: boolean;
}

const DEFAULT_LINES = 40;
const CHANGES_PER_OBJECT = 6;

/** A plan for a person at a terminal: what others changed, what will be done, what is in the way, one line that counts. */
export function planText(plan: Plan, options: TextOptions = {}): string {
  const paint = options.paint ?? NO_PAINT;
  const head = headLines(plan, paint);
  const tail = tailLines(plan, paint, options);
  const sections = [
    ...section(driftTitle(plan, paint), plan.objects.filter(isTheirs), (each) =>
      driftLines(each, plan, paint, options),
    ),
    ...section(paint.strong('Planned actions'), plan.objects.filter(isAction), (each) =>
      actionLines(each, paint, options),
    ),
    ...section(paint.strong('Left as it is'), plan.objects.filter(isLeft), (each) => [
      `  · ${title(each, paint)}  ${paint.dim(`${each.held}`)}`,
    ]),
  ];
  const room = Math.max(8, DEFAULT_LINES - head.length - tail.length);
  const body = options.full || sections.length <= room ? sections : cut(sections, room, paint);
  return [...head, ...body, ...tail].join('\n');
}

const isTheirs = (each: PlannedObject): boolean =>
  ['drift', 'conflict', 'deleted_live', 'prune_conflict', 'first_contact'].includes(each.class);
const isAction = (each: PlannedObject): boolean => each.action !== 'none' && each.action !== 'adopt-base';
const isLeft = (each: PlannedObject): boolean => each.action === 'none' && each.held !== undefined && !isTheirs(each);

function headLines(plan: Plan, paint: Paints): string[] {
  const last = plan.lastApply;
  const sha = last?.gitSha ? ` ${last.gitSha.slice(0, 8)}` : '';
  const base = last ? `base${sha} applied ${agoText(last.at, plan.madeAt)} by ${printable(last.by)}` : 'no base yet';
  return [
    `${paint.strong(plan.environment)}  ${printable(plan.target)}  ${paint.dim(`(Superset ${plan.supersetVersion}, ${base})`)}`,
    ...plan.problems.map((each) => {
      const sign = each.severity === 'error' ? paint.bad('✗') : paint.warn('!');
      return `${sign} ${printable(each.message)}\n  ${paint.dim(`→ ${each.hint}`)}`;
    }),
    '',
  ].flatMap((line) => line.split('\n'));
}

function driftTitle(plan: Plan, paint: Paints): string {
  const count = plan.objects.filter(isTheirs).length;
  const since = plan.lastApply?.gitSha ? ` since ${plan.lastApply.gitSha.slice(0, 8)}` : '';
  const what =
    plan.comparison === 'three-way'
      ? `Drift: ${plural(count, 'object was', 'objects were')} changed outside Git${since}`
      : `First contact: ${plural(count, 'object', 'objects')} on the target ${count === 1 ? 'differs' : 'differ'} from Git`;
  return paint.warn(`! ${what}`);
}

function section(title: string, objects: readonly PlannedObject[], lines: (each: PlannedObject) => string[]): string[] {
  return objects.length === 0 ? [] : [title, ...objects.flatMap(lines), ''];
}

const title = (each: PlannedObject, paint: Paints, withRename = false): string => {
  const name = shortened(printable(each.name), 60);
  const shown = each.kind === 'database' || each.kind === 'dataset' ? name : `"${name}"`;
  const was =
    each.previousName === undefined || !withRename ? '' : `"${shortened(printable(each.previousName), 60)}" renamed `;
  return `${each.kind.padEnd(9)} ${was}${paint.strong(shown)}`;
};

function driftLines(each: PlannedObject, plan: Plan, paint: Paints, options: TextOptions): string[] {
  const by = each.changedBy ? `by ${printable(each.changedBy)} ` : '';
  const who = each.changedBy || each.changedOn ? `${by}${agoText(each.changedOn, plan.madeAt)}`.trim() : '';
  const label = each.class === 'drift' ? who : [CLASS_NOTE[each.class], who].filter(Boolean).join(', ');
  const sign = each.class === 'deleted_live' ? '-' : '~';
  const note = [each.uuid.slice(0, 8), label].filter(Boolean).join('  ');
  return [
    `  ${sign} ${title(each, paint)}  ${paint.dim(note)}`,
    ...changeLines(
      each.drift.filter((change) => change.class !== 'converged'),
      each,
      paint,
      options,
    ),
  ];
}

const CLASS_NOTE: Partial<Record<PlannedObject['class'], string>> = {
  conflict: 'conflict: Git changed it too',
  deleted_live: 'deleted in Superset',
  prune_conflict: 'no longer in Git',
  first_contact: 'never applied from here',
};

function actionLines(each: PlannedObject, paint: Paints, options: TextOptions): string[] {
  const notes = [actionNote(each), usedByText(each)].filter(Boolean).join('; ');
  const paintSign = each.action === 'prune' ? paint.bad : each.action === 'create' ? paint.good : paint.warn;
  const head = `  ${paintSign(signOf(each))} ${title(each, paint, true)}  ${paint.dim(notes)}`;
  return [head.trimEnd(), ...changeLines(each.changes, each, paint, options)];
}

function actionNote(each: PlannedObject): string {
  switch (each.action) {
    case 'create':
      return 'new';
    case 'recreate':
      return 'recreate: deleted in Superset';
    case 'revert':
      return 'revert: Git wins';
    case 'prune':
      return 'prune: no longer in Git';
    case 'forget':
      return 'forget: gone on both sides';
    default:
      if (each.class === 'conflict') return 'Git wins over what others changed';
      return each.reason === 'changed in Git' ? '' : each.reason;
  }
}

function changeLines(
  changes: readonly PlannedChange[],
  each: PlannedObject,
  paint: Paints,
  options: TextOptions,
): string[] {
  const shown = options.full ? changes : changes.slice(0, CHANGES_PER_OBJECT);
  const lines = shown.map((change) => {
    const field = shortened(printable(change.field), 48).padEnd(30);
    const weight = change.severity === 'breaking' ? paint.bad('(BREAKING)') : paint.dim(`(${change.severity})`);
    const conflict = change.class === 'conflict' ? ` ${paint.bad('conflict')}` : '';
    return `      ${field}  ${changeText(change)}  ${weight}${conflict}`;
  });
  if (shown.length < changes.length) lines.push(paint.dim(`      … ${changes.length - shown.length} more changes`));
  for (const ignored of options.full ? each.ignored : []) {
    lines.push(paint.dim(`      ${printable(ignored.field)} ignored: ${printable(ignored.reason)}`));
  }
  return lines;
}

function cut(lines: readonly string[], room: number, paint: Paints): string[] {
  return [...lines.slice(0, room), paint.dim(`… ${lines.length - room} more lines; all of them: --full`), ''];
}

function tailLines(plan: Plan, paint: Paints, options: TextOptions): string[] {
  const { summary } = plan;
  const planned = [`${summary.add} to add`, `${summary.change} to change`];
  if (summary.rename > 0) planned.push(`${summary.rename} to rename`);
  if (summary.prune > 0) planned.push(`${summary.prune} to prune`);
  const others = [
    summary.drift > 0 ? `Drift: ${summary.drift}.` : '',
    summary.conflict > 0 ? `Conflicts: ${summary.conflict}.` : '',
    summary.deletedLive > 0 ? `Deleted live: ${summary.deletedLive}.` : '',
    summary.firstContact > 0 ? `First contact: ${summary.firstContact}.` : '',
    summary.held > 0 ? `Left: ${summary.held}.` : '',
    summary.unmanaged > 0 ? `Unmanaged: ${summary.unmanaged} (ignored).` : '',
  ].filter(Boolean);
  const unmanaged = options.showUnmanaged
    ? plan.unmanaged.map((each) => paint.dim(`  · ${each.kind.padEnd(9)} ${printable(each.name)}  not ours`))
    : [];
  return [
    ...unmanaged,
    `Plan: ${planned.join(', ')}.${others.length > 0 ? `  ${others.join('  ')}` : ''}`,
    gateLine(plan, paint),
  ];
}

/** The last line: whether a deployment may go on, and what to do when not. */
export function gateLine(plan: Plan, paint: Paints = NO_PAINT): string {
  const setting = `${plan.environment}/drift_gate=${plan.driftGate}`;
  const { status, exit, why } = plan.gate;
  if (status === 'pass')
    return `Gate: ${setting} -> ${paint.good('passed')}${plan.gate.tripped.length > 0 ? ` (${why})` : ''}`;
  if (status === 'warn') return `Gate: ${setting} -> ${paint.warn('WARNING')}: ${printable(why)}`;
  if (exit === 'invalid') return `Gate: ${paint.bad('BLOCKED')}: ${printable(why)}`;
  return `Gate: ${setting} -> ${paint.bad('BLOCKED')}: ${why}.  Options: assets adopt, assets revert, an ignore rule with an end date.`;
}
