import type { Json } from '../normalise/json.ts';
import type { Severity } from './policy-input.ts';

/** Which part of an object a change is in; a renderer groups and words by it. */
export type ChangeDomain = 'field' | 'column' | 'metric' | 'filter' | 'layout' | 'sql' | 'param';

/** One difference between two states of an object. */
export interface Change {
  /** What identifies the field within its object; changes of two sides meet by it. */
  path: string[];
  /** The field as people read it: `params.row_limit`, `columns[discount]`, `layout chart "Orders"`. */
  field: string;
  domain: ChangeDomain;
  what: 'added' | 'removed' | 'changed' | 'moved';
  from: Json;
  to: Json;
  /** In words, when from and to are too long to print or say too little. */
  summary?: string;
  severity: Severity;
}

/** Whether one path is the other or lies inside it: then the two changes touch the same thing. */
export function overlaps(a: readonly string[], b: readonly string[]): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) if (a[index] !== b[index]) return false;
  return true;
}
