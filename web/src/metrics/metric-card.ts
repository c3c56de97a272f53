import type { MetricList } from '../../../src/server/contract.ts';

/** A metric with its definition and value. */
export type MetricCard = Pick<MetricList['metrics'][number], 'definition' | 'result'>;
