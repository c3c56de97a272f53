import type { Json } from '../normalise/json.ts';
import type { PlannedChange, PlannedObject } from '../plan/plan-types.ts';

/** Colours for a terminal; each takes a text and gives it back with or without them. */
export interface Paints {
  good: (text: string) => string;
  bad: (text: string) => string;
  warn: (text: string) => string;
  dim: (text: string) => string;
  strong: (text: string) => string;
}

const same = (text: string): string => text;
export const NO_PAINT: Paints = { good: same, bad: same, warn: same, dim: same, strong: same };

/** One sign per action, so that colour is never the only one. */
export const signOf = (object: PlannedObject): string => {
  if (object.previousName !== undefined && object.changes.length <= 1) return '→';
  switch (object.action) {
    case 'create':
    case 'recreate':
      return '+';
    case 'prune':
      return '-';
    case 'update':
    case 'revert':
      return '~';
    default:
      return object.held === undefined ? '=' : '·';
  }
};

const LONGEST_VALUE = 44;

/** A value short enough for a line. Control characters, which could drive a terminal, are shown as escapes. */
function valueText(value: Json): string {
  if (value === null) return '(none)';
  const text = typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value);
  return shortened(printable(typeof value === 'string' && /^[\w.%:+-]+$/.test(value) ? value : text), LONGEST_VALUE);
}

export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** A text of the target without characters that a terminal would obey or that reorder what is read. */
export const printable = (text: string): string =>
  text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What a change is, without its field: `1000 -> 50`, `added`, `3 lines changed`. */
export function changeText(change: PlannedChange): string {
  if (change.summary) return printable(change.summary);
  if (change.what === 'added') return `added ${valueText(change.to)}`;
  if (change.what === 'removed') return change.domain === 'column' ? 'removed' : `removed ${valueText(change.from)}`;
  return `${valueText(change.from)} -> ${valueText(change.to)}`;
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `used by 3 charts on 2 dashboards (Revenue, Ops)`; undefined when nothing uses it. */
export function usedByText({ usedBy, kind }: PlannedObject): string | undefined {
  const { charts, dashboards } = usedBy;
  if (kind === 'dashboard' || (charts === 0 && dashboards.length === 0)) return undefined;
  const shown = dashboards.slice(0, 3).map(printable).join(', ');
  const names = dashboards.length > 3 ? `${shown}, …` : shown;
  const on = dashboards.length > 0 ? `${plural(dashboards.length, 'dashboard')} (${names})` : '';
  if (kind === 'chart') return `on ${on}`;
  return `used by ${[charts > 0 ? plural(charts, 'chart') : '', on].filter(Boolean).join(' on ')}`;
}

/** How long ago, for people: `2h ago`, `3d ago`. Empty when either time is unreadable. */
export function agoText(then: string | undefined, now: string): string {
  const milliseconds = Date.parse(now) - Date.parse(then ?? '');
  if (!Number.isFinite(milliseconds)) return '';
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 90) return `${minutes}m ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours}h ago` : `${Math.round(hours / 24)}d ago`;
}
