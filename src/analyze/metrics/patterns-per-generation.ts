import { sql } from 'kysely';
import { mean } from '../estimate/mean.ts';
import { generations } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const patternsPerGeneration: MetricDefinition = {
  id: 'patterns-per-generation',
  name: 'Patterns per generation',
  group: 'Code generation',
  version: 1,
  question: 'How many patterns are fused into one generation?',
  definition: 'Mean number of patterns applied in a generation.',
  formula: 'sum of patterns applied / generations that named their patterns',
  unit: 'patterns',
  direction: 'band',
  target: { relation: 'between', low: 2, high: 5 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'generations',
  method: "Student's t interval (Student 1908)",
  exclusions: { patterns_unknown: 'It did not say which patterns it applied. An empty list counts, as 0.' },
  days: 30,
  dimensions: ['team', 'repository', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope),
    value: sql`g.patterns_count`,
    excluded: [['patterns_unknown', sql`g.patterns_count IS NULL`]],
  }),
  estimate: mean,
};
