import { instantText } from '../../util/instant.ts';
import type { MetricDefinition } from '../metric.ts';
import type { MetricResult } from '../result.ts';
import { intervalText, targetOf, valueText } from '../value-text.ts';
import type { Verdict } from '../verdict.ts';
import { calendarText, type Day } from './calendar.ts';

export interface VerdictRow {
  day: string;
  metric_id: string;
  definition_version: number;
  metric_name: string;
  definition: string;
  unit: string;
  value: number | null;
  n: number;
  sample_unit: string;
  interval_low: number | null;
  interval_high: number | null;
  value_text: string;
  interval_text: string;
  target_text: string | null;
  verdict: Verdict | null;
  because: string;
  looked_at: string;
  rows_included: number;
  rows_excluded: number;
  looked_from: string;
  looked_until: string;
  data_until: string | null;
}

const instant = (iso: string): string => instantText(Date.parse(iso));

/** What is said about a metric on a day, as metric_verdicts keeps it: the words of the definition stay as they were then. */
export function verdictRow(metric: MetricDefinition, result: MetricResult, day: Day, windowed: boolean): VerdictRow {
  const { value, n, interval, unit, coverage, freshness } = result;
  return {
    day: calendarText(day),
    metric_id: metric.id,
    definition_version: metric.version,
    metric_name: metric.name,
    definition: metric.definition,
    unit,
    value,
    n,
    sample_unit: metric.sampleUnit,
    interval_low: interval?.low ?? null,
    interval_high: interval?.high ?? null,
    value_text: valueText(value, unit),
    interval_text: intervalText(interval, unit),
    target_text: metric.target ? targetOf(metric.target, unit) : null,
    verdict: result.verdict,
    because: result.because,
    looked_at: `${windowed ? `${metric.days} days to ${day}` : `as it is on ${day}`}, whole organization`,
    rows_included: coverage.included,
    rows_excluded: coverage.excluded,
    looked_from: instant(result.since),
    looked_until: instant(result.until),
    data_until: freshness.dataUntil === null ? null : instant(freshness.dataUntil),
  };
}
