import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { bugCandidates } from './bugs.ts';
import { confidenceCandidates } from './confidence.ts';
import { incidentCandidates, performanceCandidates } from './durations.ts';
import type { Finding, Material } from './finding.ts';
import { pairCandidates } from './pairs.ts';
import { patternCandidates } from './patterns.ts';

export interface Findings {
  findings: Finding[];
  /** How many things were looked at: what q was adjusted for. */
  tested: number;
}

/**
 * What stands out in the data, the surest first. Everything that was tested counts: without anything to find, one data set
 * in twenty shows something.
 */
export function findFindings(material: Material, level = 0.05): Findings {
  const candidates = [
    ...patternCandidates(material),
    ...pairCandidates(material),
    ...confidenceCandidates(material),
    ...bugCandidates(material),
    ...performanceCandidates(material),
    ...incidentCandidates(material),
  ];
  const q = benjaminiHochberg(candidates.map((candidate) => candidate.p));
  const findings = candidates
    .map((candidate, index): Finding => ({ ...candidate, q: q[index] ?? 1 }))
    .filter((finding) => finding.q < level)
    .toSorted((left, right) => left.q - right.q || left.p - right.p);
  return { findings, tested: candidates.length };
}
