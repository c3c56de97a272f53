import { sql } from 'kysely';
import { ITEM_MINIMUM, meanOverItems } from '../estimate/mean.ts';
import { generations, OUTCOME_UNKNOWN, SUCCESS } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const effectivenessScore: MetricDefinition = {
  id: 'effectiveness-score',
  name: 'Effectiveness score',
  group: 'Patterns',
  version: 1,
  question: 'How well does a pattern of the library work, on average over the library?',
  definition: `Mean over patterns of the share of their applications that succeeded; each pattern counts once, however often it is applied. Patterns applied less than ${ITEM_MINIMUM} times are left out. Success of a generation is associated with its patterns, not proven to be caused by them.`,
  formula: 'mean over patterns of (successes / applications with a known outcome)',
  unit: 'share',
  direction: 'higher',
  target: { relation: 'at least', value: 0.8 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_generation'],
  minimumSample: 30,
  sampleUnit: 'applications',
  method: 'normal interval of a mean of binomial rates, each with the variance of its Jeffreys posterior',
  exclusions: { outcome_unknown: 'Nobody said whether the generation succeeded.' },
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
  rows: (scope) => ({
    ...generations(scope, 'pattern'),
    item: sql`p.value`,
    k: SUCCESS,
    excluded: [OUTCOME_UNKNOWN],
  }),
  estimate: meanOverItems,
};
