import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';
import type { Bench } from './bench-row.ts';

const AIM_MS = 150;

/** How long the command takes to say its version, beside a Node that does nothing. Pairs, so that drift falls out. */
export const bench: Bench = {
  title: 'Start of the command',
  async run({ quick }) {
    const command = join(packageRoot(), 'dist/src/cli/bin.js');
    const pairs = quick ? 3 : 15;
    const ours: number[] = [];
    const floor: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      ours.push(milliseconds([command, '--version']));
      floor.push(milliseconds(['-e', '0']));
    }
    const more = median(ours.map((each, index) => each - (floor[index] ?? 0)));
    return [
      {
        what: 'feedback-loop --version',
        ours: `${median(ours).toFixed(0)} ms`,
        peer: 'node -e 0',
        peerFigure: `${median(floor).toFixed(0)} ms`,
        ratio: `${more.toFixed(0)} ms more`,
        aim: `at most ${AIM_MS} ms more`,
        met: more <= AIM_MS,
      },
    ];
  },
};

function milliseconds(words: string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, words);
  return performance.now() - start;
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
