import type { Selectable } from 'kysely';
import type { Database } from '../../store/database.ts';
import { instantText } from '../../util/instant.ts';
import type { MetricDefinition } from '../metric.ts';
import type { MetricResult } from '../result.ts';
import { intervalText, targetText, valueText } from '../value-text.ts';
import { calendarText, type Day, dayInWords } from './calendar.ts';

export type VerdictRow = Omit<Selectable<Database['metric_verdicts']>, 'id' | 'organization_id'>;

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
    target_text: metric.target ? targetText(metric.target, unit) : null,
    verdict: result.verdict,
    because: result.because,
    looked_at: `${windowed ? `${metric.days} days to ${dayInWords(day)}` : `as it is on ${dayInWords(day)}`}, whole organization`,
    rows_included: coverage.included,
    rows_excluded: coverage.excluded,
    looked_from: instant(result.since),
    looked_until: instant(result.until),
    data_until: freshness.dataUntil === null ? null : instant(freshness.dataUntil),
  };
}
