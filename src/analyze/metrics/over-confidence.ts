import { sql } from 'kysely';
import { bias } from '../estimate/mean.ts';
import { CONFIDENCE_UNKNOWN, generations, OUTCOME_UNKNOWN, SUCCESS } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const overConfidence: MetricDefinition = {
  id: 'over-confidence',
  name: 'Over-confidence',
  group: 'Calibration',
  version: 1,
  question: 'Is more promised than is kept?',
  definition:
    'Mean stated confidence minus the share that succeeded: above 0 the generator promises too much, below 0 too little.',
  formula: 'mean of (confidence - outcome), outcome being 1 or 0',
  unit: 'probability',
  direction: 'band',
  target: null,
  targetFrom: null,
  sources: ['metrics_code_generation'],
  minimumSample: 20,
  sampleUnit: 'generations',
  method: "Student's t interval of the differences (Student 1908)",
  exclusions: {
    confidence_unknown: 'No confidence was stated.',
    outcome_unknown: 'Nobody said whether it succeeded.',
  },
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope),
    value: sql`g.confidence`,
    k: SUCCESS,
    excluded: [CONFIDENCE_UNKNOWN, OUTCOME_UNKNOWN],
  }),
  estimate: bias,
};
