import type { MetricDefinition } from './metric.ts';

/** What every share of the deployments to production has in common: which are counted, and how sure the share is. */
export const PRODUCTION_SHARE = {
  group: 'Delivery',
  unit: 'share',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['deployment_events'],
  minimumSample: 10,
  sampleUnit: 'deployments',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: { not_production: 'It went to another environment.' },
  days: 91,
  dimensions: ['team', 'repository'],
} as const satisfies Partial<MetricDefinition>;
