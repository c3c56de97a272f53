/** A duration, and whether it has ended or is still going on. */
export interface Duration {
  time: number;
  ended: boolean;
}

export interface SurvivalStep {
  time: number;
  /** Share still going on after this time. */
  survival: number;
  atRisk: number;
}

/** Kaplan and Meier (1958): how long things last when some have not ended yet. */
export function kaplanMeier(durations: readonly Duration[]): { steps: SurvivalStep[]; median: number | null } {
  const sorted = durations.toSorted((left, right) => left.time - right.time);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let atRisk = sorted.length;
  for (let index = 0; index < sorted.length; ) {
    const time = sorted[index]?.time ?? 0;
    let ended = 0;
    let here = 0;
    for (; index < sorted.length && sorted[index]?.time === time; index++) {
      here++;
      if (sorted[index]?.ended) ended++;
    }
    if (ended > 0) {
      survival *= 1 - ended / atRisk;
      steps.push({ time, survival, atRisk });
    }
    atRisk -= here;
  }
  // A product such as 2/3 · 3/4 is a hair off one half.
  return { steps, median: steps.find((step) => step.survival <= 0.5 + 1e-12)?.time ?? null };
}
