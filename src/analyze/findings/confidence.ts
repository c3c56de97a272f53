import { studentTail } from '../statistics/beta.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { type Candidate, type Material, spanOf } from './finding.ts';

const GENERATIONS_AT_LEAST = 50;

/** Models that promise more, or less, than they keep. */
export function confidenceCandidates(material: Material): Candidate[] {
  const gaps = new Map<string, number[]>();
  for (const { model, confidence, success } of material.generations) {
    if (confidence === null || success === null) continue;
    const own = gaps.get(model) ?? [];
    own.push(confidence - (success ? 1 : 0));
    gaps.set(model, own);
  }
  return [...gaps].flatMap(([model, own]): Candidate[] => {
    const found = own.length < GENERATIONS_AT_LEAST ? null : meanInterval(own.map((value) => ({ value, n: 1 })));
    if (!found?.interval) return [];
    const deviation = Math.sqrt(own.reduce((total, each) => total + (each - found.mean) ** 2, 0) / (own.length - 1));
    const t = found.mean / (deviation / Math.sqrt(own.length));
    const over = found.mean > 0;
    return [
      {
        kind: over ? 'over_confident_model' : 'under_confident_model',
        where: { model },
        text: `${model} states ${over ? 'more' : 'less'} confidence than its generations earn`,
        size: found.mean,
        unit: 'probability',
        interval: found.interval,
        p: Math.min(1, 2 * studentTail(Math.abs(t), own.length - 1)),
        ...spanOf(material),
      },
    ];
  });
}
