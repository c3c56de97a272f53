import type { Cell, Estimator } from '../metric.ts';
import { newcombe } from '../statistics/newcombe.ts';
import { hits, nothing, times } from './cells.ts';

/** Success rate of the units whose n is 1 minus that of those whose n is 0, with Newcombe's interval. */
export const differenceOfRates: Estimator = (cells) => {
  const side = (marked: number): Cell[] => cells.filter((cell) => cell.n === marked);
  const [those, others] = [side(1), side(0)];
  const compared = newcombe({ successes: hits(those), n: times(those) }, { successes: hits(others), n: times(others) });
  if (!compared) return nothing(times(those));
  return {
    value: compared.difference,
    n: times(those),
    interval: compared.interval,
    details: {
      rate: hits(those) / times(those),
      otherRate: hits(others) / times(others),
      others: times(others),
    },
  };
};
