import { binomialCdf } from '../statistics/binomial.ts';
import { laplaceTrend } from '../statistics/laplace-trend.ts';
import { dispersionOf } from '../statistics/poisson-interval.ts';
import { twoSided } from '../statistics/normal.ts';
import { type Candidate, iso, type Material, spanOf } from './finding.ts';

const DAY = 86_400_000;
const BUGS_AT_LEAST = 12;
/** Length of a burst that is looked for, in days: whole weeks do not mind which day it is. */
const BURST_DAYS = 7;

type Bug = Material['bugs'][number];

/** Patterns whose bugs become fewer or more, and bursts. */
export function bugCandidates(material: Material): Candidate[] {
  const byPattern = new Map<string, Bug[]>();
  for (const bug of material.bugs) {
    const own = byPattern.get(bug.pattern);
    if (own) own.push(bug);
    else byPattern.set(bug.pattern, [bug]);
  }
  return [...byPattern]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .filter(([, bugs]) => bugs.length >= BUGS_AT_LEAST)
    .flatMap(([pattern, bugs]) => [...trend(pattern, bugs, material), ...burst(pattern, bugs, material)]);
}

/** Laplace's test, made weaker by the dispersion of daily counts: bugs come in clumps. */
function trend(pattern: string, bugs: readonly Bug[], material: Material): Candidate[] {
  const length = material.until - material.since;
  const found = laplaceTrend(
    bugs.map((bug) => bug.at - material.since),
    length,
  );
  if (!found) return [];
  const u = found.u / Math.sqrt(Math.max(1, dispersionOf(dailyOf(bugs, material))));
  const half = material.since + length / 2;
  const late = bugs.filter((bug) => bug.at >= half).length;
  const falls = u < 0;
  return [
    {
      kind: falls ? 'bugs_fall' : 'bugs_rise',
      where: { pattern },
      text: `bugs of ${pattern} become ${falls ? 'fewer' : 'more'}: ${bugs.length - late} in the first half, ${late} in the second`,
      size: bugs.length === late ? Number.POSITIVE_INFINITY : late / (bugs.length - late),
      unit: 'factor',
      interval: null,
      p: twoSided(u),
      ...spanOf(material),
    },
  ];
}

/**
 * The week with the most bugs of a pattern, wherever it begins (scan statistic, Naus 1965): exact for one week given the
 * total, times the number of weeks looked at.
 */
function burst(pattern: string, bugs: readonly Bug[], material: Material): Candidate[] {
  const daily = dailyOf(bugs, material);
  const windows = daily.length - BURST_DAYS + 1;
  if (windows < 3 * BURST_DAYS) return [];
  let most = 0;
  let start = 0;
  for (let day = 0; day < windows; day++) {
    const count = daily.slice(day, day + BURST_DAYS).reduce((total, each) => total + each, 0);
    if (count > most) [most, start] = [count, day];
  }
  const share = BURST_DAYS / daily.length;
  const from = material.since + start * DAY;
  const to = from + BURST_DAYS * DAY;
  const inside = bugs.filter((bug) => bug.at >= from && bug.at < to);
  const [repository, file] = (
    mostFrequent(inside.map((bug) => `${bug.repository}\u0001${bug.file ?? ''}`)) ?? ''
  ).split('\u0001');
  const outside = (bugs.length - most) / (daily.length - BURST_DAYS);
  return [
    {
      kind: 'bug_burst',
      where: { pattern, ...(repository ? { repository } : {}), ...(file ? { file_path: file } : {}) },
      text: `${most} bugs of ${pattern} in one week, most of them in ${file ?? 'one file'}; usually ${(outside * 7).toFixed(1)}`,
      size: outside === 0 ? Number.POSITIVE_INFINITY : most / BURST_DAYS / outside,
      unit: 'factor',
      interval: null,
      p: Math.min(1, windows * (1 - binomialCdf(most - 1, bugs.length, share))),
      from: iso(from),
      to: iso(to),
    },
  ];
}

function dailyOf(bugs: readonly Bug[], material: Material): number[] {
  const days = Math.floor((material.until - material.since) / DAY);
  const counts = Array.from({ length: days }, () => 0);
  for (const bug of bugs) {
    const day = Math.floor((bug.at - material.since) / DAY);
    if (day >= 0 && day < days) counts[day] = (counts[day] ?? 0) + 1;
  }
  return counts;
}

function mostFrequent(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))[0]?.[0];
}
