import type { DEVELOPMENT_METRIC_TYPES } from '../../model/vocabulary.ts';
import { median } from '../statistics/quantile.ts';
import { addDays, calendarText, type Day } from './calendar.ts';

export interface DeliveryDays {
  /** Seconds from opening to merging, of pull requests merged on a day. */
  cycleTimes: readonly { day: Day; seconds: number }[];
  /** Percent of tests passed, of runs on a day. */
  passRates: readonly { day: Day; rate: number }[];
  /** Successful deployments to production. */
  deployments: readonly { day: Day; count: number }[];
  rules: readonly { day: Day; rule: string; status: string; count: number }[];
}

export interface DevelopmentMetricRow {
  metric_date: string;
  metric_type: (typeof DEVELOPMENT_METRIC_TYPES)[number];
  metric_value: number;
  metric_unit: string;
  sample_size: number;
}

const DOCUMENTATION_RULE = /^documentation-first/i;

/** The daily figures of the delivery process; a figure without data has no row. Values have two decimals, as the column. */
export function developmentMetricRows(days: DeliveryDays): DevelopmentMetricRow[] {
  return [
    ...ofValues(
      days.cycleTimes.map(({ day, seconds }) => ({ day, value: seconds / 3600 })),
      'pr_cycle_time_avg',
      'pr_cycle_time_median',
      'hours',
    ),
    ...ofValues(
      days.passRates.map(({ day, rate }) => ({ day, value: rate })),
      'test_pass_rate_avg',
      'test_pass_rate_median',
      '%',
    ),
    ...frequency(days.deployments),
    ...compliance(days.rules, 'rule_compliance_rate'),
    ...compliance(
      days.rules.filter((each) => DOCUMENTATION_RULE.test(each.rule)),
      'documentation_first_usage_rate',
    ),
  ];
}

type MetricType = DevelopmentMetricRow['metric_type'];
const cents = (value: number): number => Math.round(value * 100) / 100;

const row = (day: Day, type: MetricType, value: number, unit: string, n: number): DevelopmentMetricRow => ({
  metric_date: calendarText(day),
  metric_type: type,
  metric_value: cents(value),
  metric_unit: unit,
  sample_size: n,
});

function ofValues(
  values: readonly { day: Day; value: number }[],
  average: MetricType,
  middle: MetricType,
  unit: string,
): DevelopmentMetricRow[] {
  return byDay(values).flatMap(([day, own]) => {
    const sorted = own.map((each) => each.value).toSorted((left, right) => left - right);
    const mean = sorted.reduce((total, each) => total + each, 0) / sorted.length;
    return [row(day, average, mean, unit, sorted.length), row(day, middle, median(sorted) ?? 0, unit, sorted.length)];
  });
}

/** Between the first and the last deployment a day without one is a true zero. */
function frequency(deployments: DeliveryDays['deployments']): DevelopmentMetricRow[] {
  const counts = new Map(deployments.map(({ day, count }) => [day, count]));
  const days = [...counts.keys()].toSorted();
  const last = days.at(-1);
  const rows: DevelopmentMetricRow[] = [];
  for (let day = days[0]; day !== undefined && last !== undefined && day <= last; day = addDays(day, 1)) {
    const count = counts.get(day) ?? 0;
    rows.push(row(day, 'deployment_frequency', count, 'deployments per day', count));
  }
  return rows;
}

const compliance = (rules: DeliveryDays['rules'], type: MetricType): DevelopmentMetricRow[] =>
  byDay(rules).map(([day, own]) => {
    const n = own.reduce((total, each) => total + each.count, 0);
    const kept = own.filter((each) => each.status === 'compliant').reduce((total, each) => total + each.count, 0);
    return row(day, type, (kept / n) * 100, '%', n);
  });

function byDay<T extends { day: Day }>(items: readonly T[]): [Day, T[]][] {
  const days = new Map<Day, T[]>();
  for (const item of items) {
    const own = days.get(item.day);
    if (own) own.push(item);
    else days.set(item.day, [item]);
  }
  return [...days].toSorted(([left], [right]) => (left < right ? -1 : 1));
}
