import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { generations, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

const FAILED = sql`COALESCE(g.compilation_error, '') <> ''`;

export const compilationErrorRate: MetricDefinition = {
  id: 'compilation-error-rate',
  name: 'Compilation error rate',
  group: 'Code generation',
  version: 1,
  question: 'How often does generated code not compile?',
  definition:
    'Share of generations with a message of the compiler, of those whose outcome is known or that have such a message.',
  formula: 'with compilation_error / (with compilation_error or with a known outcome)',
  unit: 'share',
  direction: 'lower',
  target: { relation: 'below', value: 0.15 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'generations',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: { outcome_unknown: 'Neither an outcome nor a message: nobody knows whether it compiled.' },
  departs: 'spec/2 counts messages over all generations, which takes an unknown outcome for code that compiled.',
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope),
    k: whole(FAILED),
    excluded: [['outcome_unknown', sql`g.success IS NULL AND NOT (${FAILED})`]],
  }),
  estimate: rate,
};
