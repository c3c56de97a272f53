import type { RawBuilder } from 'kysely';
import type { Dialect } from '../model/sql-runner.ts';
import type { Dimension } from '../model/vocabulary.ts';
import type { Interval } from './statistics/interval.ts';

export type Fragment = RawBuilder<unknown>;

/** What the rows of a metric are asked for. Instants are text, see util/instant.ts. */
export interface Scope {
  dialect: Dialect;
  since: string;
  until: string;
  by: Dimension | undefined;
}

/**
 * The rows a metric is made of, one per unit it counts, as SQL that both dialects read. Value and explanation come from
 * the same rows: what is listed is what was counted.
 */
export interface RowSpec {
  /** What stands behind FROM, joins included; it must give one row per unit. */
  from: Fragment;
  /** Table and number of the row, so that it can be found again. */
  table: Fragment;
  id: Fragment;
  /** When it happened. */
  at: Fragment;
  /** False for what is there now, whatever its age. */
  windowed: boolean;
  /** A word that tells a reader which row this is. */
  label: Fragment;
  /** Day in the organization's calendar, for counts over time. */
  day?: Fragment;
  value?: Fragment;
  /** Hits and tries of the unit. */
  k?: Fragment;
  n?: Fragment;
  /** What the figure is first taken for, each by itself: a pattern. */
  item?: Fragment;
  /** Why a row is left out: the first condition that holds. Reasons are keys of the metric's exclusions. */
  excluded: readonly (readonly [reason: string, condition: Fragment])[];
  groups: Partial<Record<Dimension, Fragment>>;
}

/** Rows that are alike, counted. */
export interface Cell {
  value: number | null;
  k: number | null;
  n: number | null;
  item: string | null;
  /** `YYYY-MM-DD`. */
  day: string | null;
  times: number;
}

/** The days a figure stands for. */
export interface Span {
  since: Date;
  until: Date;
  /** The whole days in it, in the organization's calendar: from the first on, before the second. */
  wholeDays: { from: string; to: string };
  /** First and last day of the organization with any event; null before the first. */
  firstDay: string | null;
  lastDay: string | null;
}

export interface Estimate {
  value: number | null;
  n: number;
  /** 95 %; null where none can be given. For a whole count (census) both ends are the value. */
  interval: Interval | null;
  /** What else a statistician wants to see. */
  details: Readonly<Record<string, unknown>>;
  /** Why it may still grow: a sum over days that the data do not all reach back over. */
  growing?: string;
}

export type Estimator = (cells: readonly Cell[], span: Span) => Estimate;

export type Unit =
  | 'share'
  | 'probability'
  | 'patterns'
  | 'hours'
  | 'minutes'
  | 'per week'
  | 'per 100 test runs'
  | 'per pattern and 30 days'
  | 'per week, each week'
  | 'difference of shares';

export type Target =
  | { relation: 'at least' | 'above' | 'at most' | 'below'; value: number }
  | { relation: 'between'; low: number; high: number };

export interface MetricDefinition {
  id: string;
  name: string;
  group: 'Code generation' | 'Patterns' | 'Issues' | 'Audit and compliance' | 'Delivery' | 'Calibration';
  /** Counts up whenever anything here that changes the number changes; test/analyze/versions.json holds it. */
  version: number;
  question: string;
  /** In words a reader who is no statistician understands. */
  definition: string;
  formula: string;
  unit: Unit;
  direction: 'higher' | 'lower' | 'band';
  target: Target | null;
  /** Who set the target: a document of the spec, or us. */
  targetFrom: string | null;
  sources: readonly string[];
  /** Units below which no verdict is given, and what they are called. */
  minimumSample: number;
  sampleUnit: string;
  /** How the interval is made. */
  method: string;
  /** Reason -> why such rows are left out. */
  exclusions: Readonly<Record<string, string>>;
  /** Where the source document's definition does not hold: what was done instead. */
  departs?: string;
  /** A sum over its days: it only grows, so nothing is missed while the data do not reach back over all of them. */
  accumulates?: true;
  /** Days looked at when nobody says. */
  days: number;
  dimensions: readonly Dimension[];
  rows: (scope: Scope) => RowSpec;
  estimate: Estimator;
}
