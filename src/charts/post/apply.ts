import { Failure } from '../../errors.ts';
import type { PostProcessing } from '../query/types.ts';
import { compare } from './compare.ts';
import { contribution } from './contribution.ts';
import { boxplot, histogram, rank } from './distributions.ts';
import type { Frame } from './frame.ts';
import type { Options } from './options.ts';
import { pivot } from './pivot.ts';
import { resample } from './resample.ts';
import { aggregate, flatten, rename, select, sort } from './shape.ts';
import { cum, diff, rolling } from './windows.ts';

const STEPS: Readonly<Record<string, (frame: Frame, options: Options) => Frame>> = {
  aggregate,
  boxplot,
  compare,
  contribution,
  cum,
  diff,
  flatten,
  histogram,
  pivot,
  rank,
  rename,
  resample,
  rolling,
  select,
  sort,
};

/**
 * Superset's post-processing, step by step. An answer without rows stays without rows.
 * @throws Failure CHART_UNSUPPORTED for a step that is not done here (forecasts, maps)
 */
export function postProcess(frame: Frame, steps: readonly PostProcessing[]): Frame {
  return steps.reduce((current, { operation, options }) => {
    const step = Object.hasOwn(STEPS, operation) ? STEPS[operation] : undefined;
    if (step === undefined)
      throw new Failure('CHART_UNSUPPORTED', `The step ${operation} of this chart is not done here`);
    return current.rows.length === 0 ? current : step(current, options ?? {});
  }, frame);
}
