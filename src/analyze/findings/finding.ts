import type { Interval } from '../statistics/interval.ts';

export type FindingKind =
  | 'pattern_works'
  | 'pattern_does_not_work'
  | 'pattern_improves'
  | 'pattern_decays'
  | 'over_fusion'
  | 'patterns_together'
  | 'patterns_apart'
  | 'over_confident_model'
  | 'under_confident_model'
  | 'bugs_fall'
  | 'bugs_rise'
  | 'bug_burst'
  | 'slow_function'
  | 'fast_function'
  | 'incident';

/** One thing that was tested: what it would be called, and how surprising the data are if there is nothing. */
export interface Candidate {
  kind: FindingKind;
  where: Readonly<Record<string, string>>;
  /** In words, with "associated with" where it is no more than that. */
  text: string;
  size: number;
  unit: 'log-odds' | 'probability' | 'factor';
  interval: Interval | null;
  p: number;
  from: string;
  to: string;
}

export interface Finding extends Candidate {
  /** p adjusted for everything that was tested (Benjamini and Hochberg 1995). */
  q: number;
}

/** The rows that findings are looked for in. Times are milliseconds since 1970. */
export interface Material {
  since: number;
  until: number;
  generations: readonly {
    at: number;
    patterns: readonly string[];
    success: boolean | null;
    confidence: number | null;
    model: string;
  }[];
  bugs: readonly { at: number; pattern: string; repository: string; file: string | null }[];
  performance: readonly { at: number; name: string; ms: number }[];
  /** Issues of deployments to production. */
  issues: readonly { at: number; repository: string; minutes: number | null }[];
}

export const iso = (moment: number): string => new Date(moment).toISOString();
export const spanOf = (material: Material): { from: string; to: string } => ({
  from: iso(material.since),
  to: iso(material.until),
});
