import { sql } from 'kysely';
import { medianOf } from '../estimate/mean.ts';
import { events } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const resolutionTime: MetricDefinition = {
  id: 'resolution-time',
  name: 'Resolution time of deployment issues',
  group: 'Delivery',
  version: 1,
  question: 'How long does it take to resolve a deployment issue?',
  definition: 'Median of the reported times to resolve deployment issues.',
  formula: 'median of resolution_time_minutes',
  unit: 'minutes',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['metrics_deployment'],
  minimumSample: 6,
  sampleUnit: 'issues',
  method: 'order statistics (David and Nagaraja 2003)',
  exclusions: { not_resolved: 'No time to resolve is known: it may still be open.' },
  days: 91,
  dimensions: ['team', 'repository', 'pattern', 'environment'],
  rows: () => ({
    ...events('metrics_deployment', 'i', {
      time: 'timestamp',
      label: sql`i.issue_type`,
      environment: 'environment',
      pattern: 'pattern',
    }),
    value: sql`i.resolution_time_minutes`,
    excluded: [['not_resolved', sql`i.resolution_time_minutes IS NULL`]],
  }),
  estimate: medianOf(1),
};
