import type { Place } from '../errors.ts';

export type FindingSeverity = 'error' | 'warning' | 'note';

/** Something about a project's assets that a person should know, and what to do about it. */
export interface Finding {
  /** Stable, upper case: what kind of thing is wrong. */
  code: string;
  severity: FindingSeverity;
  message: string;
  where: Place;
  hint: string;
}

export const hasErrors = (findings: readonly Finding[]): boolean => findings.some((each) => each.severity === 'error');
