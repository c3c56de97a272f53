import { sql } from 'kysely';
import { clusteredRate } from '../estimate/rate.ts';
import { generations, OUTCOME_UNKNOWN, SUCCESS } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const patternSuccessRate: MetricDefinition = {
  id: 'pattern-success-rate',
  name: 'Pattern success rate',
  group: 'Patterns',
  version: 1,
  question: 'How often does applying a pattern end well?',
  definition:
    'Share of pattern applications whose generation succeeded, all patterns together: a generation with three patterns counts three times. The applications of one generation share its fate, and the interval knows that.',
  formula: 'applications in successful generations / applications in generations with a known outcome',
  unit: 'share',
  direction: 'higher',
  target: { relation: 'at least', value: 0.7 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'applications',
  method: 'Wilson score interval with the design effect of a ratio estimator (Cochran 1977)',
  exclusions: {
    outcome_unknown: 'Nobody said whether the generation succeeded.',
    no_pattern: 'The generation applied no pattern, or did not say which.',
  },
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => {
    if (scope.by === 'pattern') {
      return { ...generations(scope), k: SUCCESS, n: sql`1`, excluded: [OUTCOME_UNKNOWN] };
    }
    return {
      ...generations(scope),
      k: sql`CASE WHEN g.success THEN g.patterns_count ELSE 0 END`,
      n: sql`g.patterns_count`,
      excluded: [OUTCOME_UNKNOWN, ['no_pattern', sql`COALESCE(g.patterns_count, 0) = 0`]],
    };
  },
  estimate: clusteredRate,
};
