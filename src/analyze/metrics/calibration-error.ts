import { sql } from 'kysely';
import { calibration } from '../estimate/calibration.ts';
import { CONFIDENCE_UNKNOWN, generations, laterHalf, OUTCOME_UNKNOWN, SUCCESS } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const calibrationErrorMetric: MetricDefinition = {
  id: 'calibration-error',
  name: 'Calibration error',
  group: 'Calibration',
  version: 1,
  question: 'Does a stated confidence of 80 % succeed 80 times in 100?',
  definition:
    'Expected calibration error: generations are sorted into ten bins by their confidence; the distance between the mean confidence and the success rate of each bin, averaged with the size of the bins.',
  formula: 'sum over bins of (n of bin / n) * |success rate of bin - mean confidence of bin|',
  unit: 'probability',
  direction: 'lower',
  target: { relation: 'below', value: 0.1 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 100,
  sampleUnit: 'generations',
  method:
    'basic bootstrap, seeded; the noise floor is the 95th percentile of the error of perfectly calibrated forecasts',
  exclusions: {
    confidence_unknown: 'No confidence was stated.',
    outcome_unknown: 'Nobody said whether it succeeded.',
  },
  departs:
    'spec/2 has ABS(confidence - actual_success_rate), which means nothing for one generation and, over all, lets errors in both directions cancel. The error over bins (Guo et al. 2017) is what readers of a calibration error expect.',
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope),
    value: sql`g.confidence`,
    k: SUCCESS,
    n: laterHalf(scope, sql`g.timestamp`),
    excluded: [CONFIDENCE_UNKNOWN, OUTCOME_UNKNOWN],
  }),
  estimate: calibration,
};
