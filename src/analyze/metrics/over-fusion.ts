import { sql } from 'kysely';
import { differenceOfRates } from '../estimate/difference.ts';
import { generations, OUTCOME_UNKNOWN, SUCCESS, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const overFusion: MetricDefinition = {
  id: 'over-fusion',
  name: 'Over-fusion',
  group: 'Patterns',
  version: 1,
  question: 'Do too many patterns in one generation hurt?',
  definition:
    'Success rate of generations with more than five patterns minus that of generations with one to five. Below 0, many patterns are associated with failure; harder tasks may be the reason for both.',
  formula: 'success rate (patterns > 5) - success rate (1 <= patterns <= 5)',
  unit: 'difference of shares',
  direction: 'higher',
  target: null,
  targetFrom: null,
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'generations with more than five patterns',
  method: 'hybrid score interval (Newcombe 1998)',
  exclusions: {
    outcome_unknown: 'Nobody said whether it succeeded.',
    no_pattern: 'It applied no pattern, or did not say which.',
  },
  days: 91,
  dimensions: ['team', 'repository', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope),
    k: SUCCESS,
    n: whole(sql`g.patterns_count > 5`),
    excluded: [OUTCOME_UNKNOWN, ['no_pattern', sql`COALESCE(g.patterns_count, 0) = 0`]],
  }),
  estimate: differenceOfRates,
};
