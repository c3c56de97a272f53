import { sql } from 'kysely';
import { hoursPerItem } from '../estimate/mean.ts';
import { teamOf } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const roiPerPattern: MetricDefinition = {
  id: 'roi-per-pattern',
  name: 'ROI per pattern',
  group: 'Audit and compliance',
  version: 2,
  question: 'How much time does a pattern save?',
  definition:
    'Hours that were reported as saved, per pattern: the mean over the patterns with any report. All versions of a pattern count as one. The hours are estimates of those who report them.',
  formula: 'sum of time_saved_seconds / 3600 / patterns',
  unit: 'hours',
  direction: 'higher',
  target: { relation: 'above', value: 10 },
  targetFrom: 'spec/2',
  sources: ['metrics', 'patterns'],
  minimumSample: 10,
  sampleUnit: 'reports',
  method: 'normal interval of a compound Poisson sum',
  exclusions: { no_pattern: 'The report names no pattern.' },
  departs:
    'spec/2 joins patterns, metrics and pattern_effectiveness before summing, which multiplies the hours by the rows of the others (6.0 for 3.0). Here nothing is joined that has several rows.',
  days: 91,
  accumulates: true,
  dimensions: ['team', 'pattern'],
  rows: () => ({
    from: sql`metrics m LEFT JOIN patterns p ON p.id = m.pattern_id`,
    table: sql`'metrics'`,
    id: sql`m.id`,
    at: sql`m.created_at`,
    windowed: true,
    label: sql`COALESCE(p.name, m.metric_type)`,
    value: sql`m.time_saved_seconds`,
    item: sql`p.name`,
    excluded: [['no_pattern', sql`p.name IS NULL`]],
    groups: { team: teamOf('m'), pattern: sql`COALESCE(p.name, 'unknown')` },
  }),
  estimate: hoursPerItem,
};
