import { Z95 } from '../statistics/interval.ts';
import { type Coefficient, logisticRegression, type Trial } from '../statistics/logistic.ts';
import { type Candidate, type Material, spanOf } from './finding.ts';

/** A pattern applied less often than this is not tested. */
const APPLIED_AT_LEAST = 30;
const GENERATIONS_AT_LEAST = 200;
const MANY = 5;

/**
 * What success of generations is associated with: each pattern, its change over time, and more than five patterns at
 * once; in one logistic regression, so that a pattern is not praised for the company it keeps.
 */
export function patternCandidates(material: Material): Candidate[] {
  const known = material.generations.filter((each) => each.success !== null && each.patterns.length > 0);
  if (known.length < GENERATIONS_AT_LEAST) return [];
  const counts = new Map<string, number>();
  for (const { patterns } of known) {
    for (const name of new Set(patterns)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts]
    .filter(([, count]) => count >= APPLIED_AT_LEAST && count <= known.length - APPLIED_AT_LEAST)
    .map(([name]) => name)
    .toSorted();
  const many = known.filter(({ patterns }) => patterns.length > MANY).length;
  const withFusion = many >= APPLIED_AT_LEAST;
  const middle = new Map(names.map((name) => [name, meanTime(known, name)]));
  const trials = known.map((each): Trial => {
    const own = new Set(each.patterns);
    const time = (name: string): number =>
      own.has(name) ? (each.at - (middle.get(name) ?? 0)) / (material.until - material.since) : 0;
    return {
      x: [
        ...names.map((name) => (own.has(name) ? 1 : 0)),
        ...names.map(time),
        ...(withFusion ? [own.size > MANY ? 1 : 0] : []),
      ],
      n: 1,
      successes: each.success ? 1 : 0,
    };
  });
  const fitted = logisticRegression(trials);
  if (!fitted) return [];
  const span = spanOf(material);
  const candidate = (
    coefficient: Coefficient,
  ): Pick<Candidate, 'size' | 'unit' | 'interval' | 'p' | 'from' | 'to'> => ({
    size: coefficient.estimate,
    unit: 'log-odds',
    interval: {
      low: coefficient.estimate - Z95 * coefficient.error,
      high: coefficient.estimate + Z95 * coefficient.error,
    },
    p: coefficient.p,
    ...span,
  });
  return [
    ...names.flatMap((pattern, index): Candidate[] => {
      const [effect, drift] = [fitted[1 + index], fitted[1 + names.length + index]];
      if (!effect || !drift) return [];
      const better = effect.estimate > 0;
      return [
        {
          kind: better ? 'pattern_works' : 'pattern_does_not_work',
          where: { pattern },
          text: `applying ${pattern} is associated with ${better ? 'success' : 'failure'} of generations`,
          ...candidate(effect),
        },
        {
          kind: drift.estimate > 0 ? 'pattern_improves' : 'pattern_decays',
          where: { pattern },
          text: `${pattern} is associated with ${drift.estimate > 0 ? 'more' : 'less'} success than it was`,
          ...candidate(drift),
        },
      ];
    }),
    ...fusion(withFusion ? fitted.at(-1) : undefined).map((coefficient) => ({
      kind: 'over_fusion' as const,
      where: {},
      text: `more than ${MANY} patterns in one generation are associated with failure`,
      ...candidate(coefficient),
    })),
  ];
}

/** Many patterns that do well are no finding; as a candidate they are kept, with the p-value of one side. */
function fusion(coefficient: Coefficient | undefined): Coefficient[] {
  if (!coefficient) return [];
  return [{ ...coefficient, p: coefficient.estimate < 0 ? coefficient.p / 2 : 1 - coefficient.p / 2 }];
}

function meanTime(generations: Material['generations'], pattern: string): number {
  const times = generations.filter(({ patterns }) => patterns.includes(pattern)).map(({ at }) => at);
  return times.reduce((total, each) => total + each, 0) / times.length;
}
