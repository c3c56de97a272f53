import { studentTail } from '../statistics/beta.ts';
import { type Candidate, iso, type Material } from './finding.ts';

const DAY = 86_400_000;
const TIMES_AT_LEAST = 24;
const SIDE_AT_LEAST = 8;
const ISSUES_AT_LEAST = 8;

/** Functions that became slower or faster at some moment. */
export function performanceCandidates(material: Material): Candidate[] {
  const byName = new Map<string, { at: number; log: number }[]>();
  for (const { name, at, ms } of material.performance) {
    if (ms <= 0) continue;
    const own = byName.get(name) ?? [];
    own.push({ at, log: Math.log(ms) });
    byName.set(name, own);
  }
  return [...byName]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .filter(([, times]) => times.length >= TIMES_AT_LEAST)
    .flatMap(([name, times]) => changePoint(name, times, material));
}

interface Split {
  at: number;
  difference: number;
  t: number;
}

/** The week at which times before and after differ most, by t on their logarithms, times the number of weeks tried. */
function changePoint(name: string, times: readonly { at: number; log: number }[], material: Material): Candidate[] {
  let best: Split | undefined;
  let tried = 0;
  for (let at = material.since + 7 * DAY; at < material.until; at += 7 * DAY) {
    const [before, after] = [times.filter((each) => each.at < at), times.filter((each) => each.at >= at)];
    if (before.length < SIDE_AT_LEAST || after.length < SIDE_AT_LEAST) continue;
    tried++;
    const [early, late] = [moments(before.map((each) => each.log)), moments(after.map((each) => each.log))];
    const pooled = (early.squares + late.squares) / (times.length - 2);
    const difference = late.mean - early.mean;
    const t = difference / Math.sqrt(pooled * (1 / before.length + 1 / after.length));
    if (!best || Math.abs(t) > Math.abs(best.t)) best = { at, difference, t };
  }
  if (!best) return [];
  const factor = Math.exp(best.difference);
  return [
    {
      kind: factor > 1 ? 'slow_function' : 'fast_function',
      where: { function: name },
      text: `${name} takes ${factor.toFixed(1)} times as long since ${iso(best.at).slice(0, 10)}`,
      size: factor,
      unit: 'factor',
      interval: null,
      p: Math.min(1, tried * 2 * studentTail(Math.abs(best.t), times.length - 2)),
      from: iso(best.at),
      to: iso(material.until),
    },
  ];
}

function moments(values: readonly number[]): { mean: number; squares: number } {
  const mean = values.reduce((total, each) => total + each, 0) / values.length;
  return { mean, squares: values.reduce((total, each) => total + (each - mean) ** 2, 0) };
}

/**
 * The production issue that took longest to resolve, judged by what the others foretell (prediction interval of a
 * log-normal), times the number of issues.
 */
export function incidentCandidates(material: Material): Candidate[] {
  const known = material.issues.flatMap((issue) =>
    issue.minutes === null || issue.minutes <= 0 ? [] : [{ ...issue, minutes: issue.minutes }],
  );
  if (known.length < ISSUES_AT_LEAST) return [];
  const longest = known.toSorted((left, right) => right.minutes - left.minutes || left.at - right.at)[0];
  if (!longest) return [];
  const others = known.filter((issue) => issue !== longest).map((issue) => Math.log(issue.minutes));
  const { mean, squares } = moments(others);
  const error = Math.sqrt((squares / (others.length - 1)) * (1 + 1 / others.length));
  const t = (Math.log(longest.minutes) - mean) / error;
  const usual = Math.exp(mean);
  return [
    {
      kind: 'incident',
      where: { repository: longest.repository, environment: 'production' },
      text: `an issue of ${longest.repository} in production took ${Math.round(longest.minutes)} minutes to resolve; usually ${Math.round(usual)}`,
      size: longest.minutes / usual,
      unit: 'factor',
      interval: null,
      p: Math.min(1, known.length * studentTail(t, others.length - 1)),
      from: iso(longest.at),
      to: iso(longest.at + longest.minutes * 60_000),
    },
  ];
}
