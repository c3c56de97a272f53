import { sql } from 'kysely';
import { differenceOfRates } from '../estimate/difference.ts';
import { generations, OUTCOME_UNKNOWN, SUCCESS, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

const LONG = 1000;

export const longCode: MetricDefinition = {
  id: 'long-code',
  name: 'Long code',
  group: 'Code generation',
  version: 1,
  question: 'Does long generated code fail more often?',
  definition: `Success rate of generations of more than ${LONG} characters minus that of shorter ones. Below 0, length is associated with failure; harder tasks may be the reason for both.`,
  formula: `success rate (code_length > ${LONG}) - success rate (code_length <= ${LONG})`,
  unit: 'difference of shares',
  direction: 'higher',
  target: null,
  targetFrom: null,
  sources: ['metrics_code_generation'],
  minimumSample: 10,
  sampleUnit: 'long generations',
  method: 'hybrid score interval (Newcombe 1998)',
  exclusions: {
    outcome_unknown: 'Nobody said whether it succeeded.',
    length_unknown: 'The length of the code is not known.',
  },
  days: 91,
  dimensions: ['team', 'repository', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope),
    k: SUCCESS,
    n: whole(sql`g.code_length > ${sql.lit(LONG)}`),
    excluded: [OUTCOME_UNKNOWN, ['length_unknown', sql`g.code_length IS NULL`]],
  }),
  estimate: differenceOfRates,
};
