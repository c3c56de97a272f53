import { sql } from 'kysely';
import { perItemAndMonth } from '../estimate/counts.ts';
import { generations } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const applicationCount: MetricDefinition = {
  id: 'application-count',
  name: 'Application count',
  group: 'Patterns',
  version: 3,
  question: 'Are the patterns of the library used?',
  definition:
    'Applications per pattern and thirty days, over the patterns that were applied at all. By pattern it is the count of each. Time after the last event of any kind does not count when that is more than a week ago.',
  formula: 'applications / patterns applied / (days observed / 30)',
  unit: 'per pattern and 30 days',
  direction: 'higher',
  target: { relation: 'at least', value: 10 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 1,
  sampleUnit: 'applications',
  method: 'exact Poisson interval (Garwood 1936), widened by the dispersion of daily counts',
  exclusions: {},
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope, 'pattern'),
    item: sql`p.value`,
    k: sql`1`,
    day: sql`g.local_day`,
    excluded: [],
  }),
  estimate: perItemAndMonth,
};
