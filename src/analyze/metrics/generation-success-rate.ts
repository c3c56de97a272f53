import { rate } from '../estimate/rate.ts';
import { generations, OUTCOME_UNKNOWN, SUCCESS } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const generationSuccessRate: MetricDefinition = {
  id: 'generation-success-rate',
  name: 'Generation success rate',
  group: 'Code generation',
  version: 1,
  question: 'How often does a code generation succeed?',
  definition: 'Share of code generations that succeeded, of those whose outcome is known.',
  formula: 'succeeded / (succeeded + failed)',
  unit: 'share',
  direction: 'higher',
  target: { relation: 'at least', value: 0.85 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'generations',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: { outcome_unknown: 'Nobody said whether it succeeded. Counting it as a failure would be a guess.' },
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({ ...generations(scope), k: SUCCESS, excluded: [OUTCOME_UNKNOWN] }),
  estimate: rate,
};
