import type { MetricDefinition, Target, Unit } from '../../analyze/metric.ts';
import type { MetricResult, MetricValue } from '../../analyze/result.ts';
import type { Verdict } from '../../analyze/verdict.ts';
import type { Family, Sample } from './family.ts';

export interface Measured {
  definition: MetricDefinition;
  result: MetricResult;
}

/** Names end with the unit, and times are in seconds: the base units of Prometheus. */
const UNITS: Readonly<Record<Unit, { suffix: string; factor: number }>> = {
  share: { suffix: 'ratio', factor: 1 },
  probability: { suffix: 'ratio', factor: 1 },
  'difference of shares': { suffix: 'ratio', factor: 1 },
  patterns: { suffix: 'patterns', factor: 1 },
  hours: { suffix: 'seconds', factor: 3_600 },
  minutes: { suffix: 'seconds', factor: 60 },
  'per week': { suffix: 'per_week', factor: 1 },
  'per 100 test runs': { suffix: 'per_100_test_runs', factor: 1 },
  'per pattern and 30 days': { suffix: 'per_pattern_and_30_days', factor: 1 },
  'per week, each week': { suffix: 'per_week_each_week', factor: 1 },
};

const STATES: readonly (readonly [state: string, verdict: Verdict])[] = [
  ['met', 'met'],
  ['missed', 'missed'],
  ['cannot_tell_yet', 'cannot tell yet'],
];

interface Row {
  labels: Record<string, string>;
  value: MetricValue;
}

/** The whole, or its groups where the metric was split: both beside each other would be counted twice. */
function rowsOf({ result }: Measured, organization: string): Row[] {
  const { by, groups } = result;
  if (!by || !groups) return [{ labels: { organization }, value: result }];
  return groups.map((group) => ({ labels: { organization, [by]: group.group }, value: group }));
}

const known = (rows: readonly Row[], pick: (value: MetricValue) => number | null | undefined): Sample[] =>
  rows.flatMap(({ labels, value }) => {
    const number = pick(value);
    return number === null || number === undefined ? [] : [{ labels, value: number }];
  });

function targetSamples(target: Target, labels: Record<string, string>, factor: number): Sample[] {
  const bound = (relation: string, value: number): Sample => ({
    labels: { ...labels, relation },
    value: value * factor,
  });
  if (target.relation !== 'between') return [bound(target.relation.replace(' ', '_'), target.value)];
  return [bound('at_least', target.low), bound('at_most', target.high)];
}

/** `reviews-per-week` in `per week` is reviews_per_week, not reviews_per_week_per_week. */
function nameOf(id: string, part: string, suffix: string): string {
  const words = id.replaceAll('-', '_');
  const bare = words.endsWith(`_${suffix}`) ? words.slice(0, -suffix.length - 1) : words;
  return ['feedback_loop', bare, part, suffix].filter(Boolean).join('_');
}

/** Value, ends of the 95 % interval and target of one metric, each a family in its unit. */
function valueFamilies(measured: Measured, organization: string): Family[] {
  const { definition } = measured;
  const { suffix, factor } = UNITS[definition.unit];
  const rows = rowsOf(measured, organization);
  const scaled = (number: number | null | undefined): number | null => (number == null ? null : number * factor);
  const family = (part: string, help: string, samples: Sample[]): Family => ({
    name: nameOf(definition.id, part, suffix),
    type: 'gauge',
    unit: suffix,
    help,
    samples,
  });
  const { name, days, definition: meaning } = definition;
  return [
    family(
      '',
      `${name}: ${meaning} Last ${days} days.`,
      known(rows, ({ value }) => scaled(value)),
    ),
    family(
      'lower',
      `${name}: lower end of the 95 % interval.`,
      known(rows, ({ interval }) => scaled(interval?.low)),
    ),
    family(
      'upper',
      `${name}: upper end of the 95 % interval.`,
      known(rows, ({ interval }) => scaled(interval?.high)),
    ),
    family(
      'target',
      `${name}: the target, and how the value must relate to it.`,
      definition.target ? targetSamples(definition.target, { organization }, factor) : [],
    ),
  ];
}

/** The published metrics as families: values in families of their own, what is alike for all under `feedback_loop_metric_`. */
export function metricFamilies(all: readonly Measured[], organization: string): Family[] {
  const rows = all.flatMap((measured) =>
    rowsOf(measured, organization).map(({ labels, value }) => ({
      measured,
      value,
      labels: { ...labels, metric: measured.definition.id },
    })),
  );
  return [
    ...all.flatMap((measured) => valueFamilies(measured, organization)),
    {
      name: 'feedback_loop_metric_samples',
      type: 'gauge',
      help: 'Units that a value stands on: its n.',
      samples: known(rows, ({ n }) => n),
    },
    {
      name: 'feedback_loop_metric_coverage_ratio',
      type: 'gauge',
      unit: 'ratio',
      help: 'Share of the rows looked at that could be counted.',
      samples: known(rows, ({ coverage }) => coverage.share),
    },
    {
      name: 'feedback_loop_metric_verdict',
      type: 'stateset',
      help: 'Whether the target is met, missed, or cannot be told yet: judged by the interval, not by the value.',
      samples: rows.flatMap(({ labels, value }) =>
        value.verdict === null
          ? []
          : STATES.map(([state, verdict]) => ({
              labels: { ...labels, feedback_loop_metric_verdict: state },
              value: Number(value.verdict === verdict),
            })),
      ),
    },
    {
      name: 'feedback_loop_metric_data_until_timestamp_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Until when the data behind a metric reach, in seconds since 1970.',
      samples: all.flatMap(({ definition, result }) =>
        result.freshness.dataUntil === null
          ? []
          : [
              {
                labels: { organization, metric: definition.id },
                value: Date.parse(result.freshness.dataUntil) / 1_000,
              },
            ],
      ),
    },
    {
      name: 'feedback_loop_metric_definition',
      type: 'info',
      help: 'Which definition of a metric is in force; its version counts up when the number would change.',
      samples: all.map(({ definition }) => ({
        labels: {
          organization,
          metric: definition.id,
          version: String(definition.version),
          unit: definition.unit,
          days: String(definition.days),
          better: definition.direction,
        },
        value: 1,
      })),
    },
  ];
}
