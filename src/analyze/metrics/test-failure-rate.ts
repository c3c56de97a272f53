import { sql } from 'kysely';
import { clusteredRate } from '../estimate/rate.ts';
import { events } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const testFailureRate: MetricDefinition = {
  id: 'test-failure-rate',
  name: 'Test failure rate',
  group: 'Issues',
  version: 1,
  question: 'How often does a test fail when it runs?',
  definition:
    'Share of test executions that failed, skipped ones left out. Tests of one run fail together, and the interval knows that.',
  formula: 'failed tests / (passed + failed tests), over all runs',
  unit: 'share',
  direction: 'lower',
  target: { relation: 'below', value: 0.05 },
  targetFrom: 'spec/2',
  sources: ['test_runs'],
  minimumSample: 100,
  sampleUnit: 'test executions',
  method: 'Wilson score interval with the design effect of a ratio estimator (Cochran 1977)',
  exclusions: { nothing_ran: 'The run executed no test: 0 of 0 is no rate.' },
  departs:
    'spec/2 names metrics_test_failures, which holds failures only: without the passes there is no rate. The runs of spec/5 have both.',
  days: 30,
  dimensions: ['team', 'repository', 'environment'],
  rows: () => ({
    ...events('test_runs', 'r', { time: 'run_timestamp', label: sql`r.run_id` }),
    k: sql`r.failed_tests`,
    n: sql`r.passed_tests + r.failed_tests`,
    excluded: [['nothing_ran', sql`r.passed_tests + r.failed_tests = 0`]],
  }),
  estimate: clusteredRate,
};
