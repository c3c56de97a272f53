import { twoSided } from './normal.ts';

/** A group of trials with the same predictors. */
export interface Trial {
  x: readonly number[];
  n: number;
  successes: number;
}

export interface Coefficient {
  /** Log-odds. */
  estimate: number;
  error: number;
  z: number;
  p: number;
}

const RIDGE = 1e-6;

/**
 * Logistic regression with an intercept by iteratively reweighted least squares (Nelder and Wedderburn 1972), with Wald's
 * test of each coefficient. Null when it does not settle, as with predictors that tell the outcome perfectly.
 */
export function logisticRegression(trials: readonly Trial[]): Coefficient[] | null {
  const width = (trials[0]?.x.length ?? 0) + 1;
  const beta = Array.from({ length: width }, () => 0);
  for (let step = 0; step < 50; step++) {
    const gradient = Array.from({ length: width }, (_, index) => -RIDGE * (beta[index] ?? 0));
    const information = Array.from({ length: width }, (_, index) =>
      Array.from({ length: width }, (__, other): number => (index === other ? RIDGE : 0)),
    );
    for (const { x, n, successes } of trials) {
      const row = [1, ...x];
      const fitted = 1 / (1 + Math.exp(-row.reduce((total, value, index) => total + value * (beta[index] ?? 0), 0)));
      const weight = n * fitted * (1 - fitted);
      for (let i = 0; i < width; i++) {
        const value = row[i] ?? 0;
        if (value === 0) continue;
        gradient[i] = (gradient[i] ?? 0) + value * (successes - n * fitted);
        const line = information[i] ?? [];
        for (let j = 0; j < width; j++) line[j] = (line[j] ?? 0) + weight * value * (row[j] ?? 0);
      }
    }
    const inverse = inverted(information);
    if (!inverse) return null;
    const change = inverse.map((line) =>
      line.reduce((total, value, index) => total + value * (gradient[index] ?? 0), 0),
    );
    for (let i = 0; i < width; i++) beta[i] = (beta[i] ?? 0) + Math.max(-4, Math.min(4, change[i] ?? 0));
    if (change.every((each) => Math.abs(each) < 1e-8)) {
      return beta.map((estimate, index) => {
        const error = Math.sqrt(inverse[index]?.[index] ?? Number.NaN);
        return { estimate, error, z: estimate / error, p: twoSided(estimate / error) };
      });
    }
  }
  return null;
}

/** Gauss and Jordan, with the largest pivot of each column; null for a matrix without an inverse. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const work = matrix.map((row, index) => [...row, ...row.map((_, other) => (other === index ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(work[row]?.[column] ?? 0) > Math.abs(work[pivot]?.[column] ?? 0)) pivot = row;
    }
    const [top, swapped] = [work[pivot], work[column]];
    if (!top || !swapped || Math.abs(top[column] ?? 0) < 1e-12) return null;
    [work[column], work[pivot]] = [top, swapped];
    const scale = top[column] ?? 1;
    for (let index = 0; index < 2 * size; index++) top[index] = (top[index] ?? 0) / scale;
    for (const [row, line] of work.entries()) {
      const factor = line[column] ?? 0;
      if (row === column || factor === 0) continue;
      for (let index = 0; index < 2 * size; index++) line[index] = (line[index] ?? 0) - factor * (top[index] ?? 0);
    }
  }
  return work.map((row) => row.slice(size));
}
