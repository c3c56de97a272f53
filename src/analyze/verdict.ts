import type { VERDICTS } from '../model/vocabulary.ts';
import type { Estimate, MetricDefinition, Target } from './metric.ts';

export type Verdict = (typeof VERDICTS)[number];

/**
 * Met when the whole interval keeps the target, missed when none of it does, otherwise it cannot be told yet; nor below
 * the minimum sample. Null for a metric without a target. `because` says what is missing. A value that
 * may still grow is not missed yet.
 */
export function judge(
  metric: Pick<MetricDefinition, 'target' | 'minimumSample' | 'sampleUnit'>,
  estimate: Estimate,
): { verdict: Verdict | null; because: string } {
  const { target, minimumSample, sampleUnit } = metric;
  if (!target) return { verdict: null, because: 'there is no target' };
  const tooFew = `${estimate.n} ${sampleUnit}, at least ${minimumSample} are needed`;
  if (estimate.value === null) {
    return { verdict: 'cannot tell yet', because: estimate.n < minimumSample ? tooFew : 'there are no data' };
  }
  if (estimate.n < minimumSample) return { verdict: 'cannot tell yet', because: tooFew };
  const { interval } = estimate;
  if (!interval) return { verdict: 'cannot tell yet', because: 'no interval can be given for so few' };
  const keeps = keeper(target);
  const [low, high] = [keeps(interval.low), keeps(interval.high)];
  if (low && high) return { verdict: 'met', because: 'the whole interval keeps the target' };
  // A band between the ends of an interval would be kept by some of it.
  const around = target.relation === 'between' && interval.low < target.low && interval.high > target.high;
  if (!low && !high && !around) {
    if (estimate.growing !== undefined) return { verdict: 'cannot tell yet', because: estimate.growing };
    return { verdict: 'missed', because: 'none of the interval keeps the target' };
  }
  return { verdict: 'cannot tell yet', because: 'the interval holds the target' };
}

function keeper(target: Target): (value: number) => boolean {
  switch (target.relation) {
    case 'at least':
      return (value) => value >= target.value;
    case 'above':
      return (value) => value > target.value;
    case 'at most':
      return (value) => value <= target.value;
    case 'below':
      return (value) => value < target.value;
    case 'between':
      return (value) => value >= target.low && value <= target.high;
  }
}
