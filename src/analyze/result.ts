import type { MetricDefinition, Target } from './metric.ts';
import type { Dimension } from '../model/vocabulary.ts';
import type { Interval } from './statistics/interval.ts';
import type { Verdict } from './verdict.ts';

/** What the words of a definition are on the wire: everything of it but the code. */
export type MetricText = Omit<MetricDefinition, 'rows' | 'estimate'>;

interface Coverage {
  rows: number;
  included: number;
  excluded: number;
  /** included / rows; null without rows. */
  share: number | null;
  /** Rows left out, by reason; the words are in the definition's `exclusions`. */
  reasons: Record<string, number>;
}

export interface MetricValue {
  value: number | null;
  n: number;
  interval: Interval | null;
  verdict: Verdict | null;
  because: string;
  coverage: Coverage;
  details: Readonly<Record<string, unknown>>;
  /** Why it may still grow, for a sum; such a value misses no target yet. */
  growing?: string;
}

export interface GroupValue extends MetricValue {
  group: string;
}

/** The answer of `metrics show --json` and of the API. Times are ISO 8601 in UTC. */
export interface MetricResult extends MetricValue {
  id: string;
  name: string;
  unit: MetricDefinition['unit'];
  direction: MetricDefinition['direction'];
  target: Target | null;
  definitionVersion: number;
  since: string;
  until: string;
  freshness: { dataUntil: string | null };
  by?: Dimension;
  groups?: GroupValue[];
  /** Groups that are not shown, because fewer than five people are in them. */
  hiddenGroups?: number;
  previous?: { since: string; until: string; value: number | null; n: number; interval: Interval | null };
  /** value minus previous value; `certain` when the intervals say that something changed. */
  change?: { difference: number; certain: boolean } | null;
}
