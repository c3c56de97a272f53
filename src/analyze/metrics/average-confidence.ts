import { sql } from 'kysely';
import { meanProbability } from '../estimate/mean.ts';
import { CONFIDENCE_UNKNOWN, generations } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const averageConfidence: MetricDefinition = {
  id: 'average-confidence',
  name: 'Average confidence',
  group: 'Code generation',
  version: 2,
  question: 'How sure is the generator of its work?',
  definition:
    'Mean of the confidence that was stated with each generation. It says nothing about whether it was earned: see calibration-error.',
  formula: 'sum of confidence / generations that stated one',
  unit: 'probability',
  direction: 'higher',
  target: { relation: 'at least', value: 0.75 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'generations',
  method: "Student's t interval (Student 1908), no wider than 0 to 1",
  exclusions: { confidence_unknown: 'No confidence was stated. It is unknown, not 0.' },
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({ ...generations(scope), value: sql`g.confidence`, excluded: [CONFIDENCE_UNKNOWN] }),
  estimate: meanProbability,
};
