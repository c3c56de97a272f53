import { InvalidArgumentError } from 'commander';
import { computeMetric } from '../../../analyze/compute.ts';
import { declareExperiment, neededPerSide } from '../../../analyze/experiments/declare.ts';
import { type Experiment, readExperiments } from '../../../analyze/experiments/experiment.ts';
import { judgeExperiment } from '../../../analyze/experiments/judge.ts';
import { intervalText, valueText } from '../../../analyze/value-text.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { plainTable } from './format.ts';
import { withStore } from '../../project-store.ts';

interface DeclareFlags {
  pattern: string;
  repository?: string;
  end: Date;
  minimum?: number;
  difference: number;
  dryRun?: boolean;
  json?: boolean;
}

export const defineExperiment: DefineCommand = async (command, io) => {
  command.description('ask whether a pattern helps, before the answer can be known; judged once').addHelpText(
    'after',
    `
Generations with the pattern are compared with those without it, from the declaration to the end. Nobody draws lots, so
the answer is an association: harder tasks may get other patterns.

Example:
  $ feedback-loop metrics experiment declare bounds --pattern bounds_checking --end 2099-12-31`,
  );
  await defineDeclare(command.command('declare'), io);
  command
    .command('list')
    .description('what was declared, and what was judged')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop metrics experiment list')
    .action(async (flags: { json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const experiments = (await withStore(io, readExperiments)).map(({ id: _id, ...experiment }) => experiment);
      io.output.result({ experiments }, () => {
        if (experiments.length === 0) return 'No experiment was declared.';
        const table = plainTable();
        for (const each of experiments) {
          table.push([each.name, each.pattern, `until ${each.end.slice(0, 10)}`, each.verdict?.outcome ?? 'open']);
        }
        return table.toString();
      });
    });
  command
    .command('judge')
    .description('the verdict of an experiment that has ended; the first one is kept')
    .argument('<name>', 'name of the experiment')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop metrics experiment judge bounds')
    .action(async (name: string, flags: { json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const judged = await withStore(io, (store) => judgeExperiment(store, name, io.now()));
      const { verdict } = judged;
      io.output.result(judged, () =>
        [
          `${io.output.strong(judged.pattern)} is associated with ${verdict.outcome === 'undecided' ? 'no certain difference' : `${verdict.outcome} results`}`,
          `  difference  ${valueText(verdict.difference, 'difference of shares')} (${intervalText(verdict.interval, 'difference of shares')})`,
          `  with        ${verdict.with.successes} of ${verdict.with.n} succeeded`,
          `  without     ${verdict.without.successes} of ${verdict.without.n} succeeded`,
        ].join('\n'),
      );
    });
};

const defineDeclare: DefineCommand = (command, io) => {
  command
    .description('write down what will be asked; it cannot be changed afterwards')
    .argument('<name>', 'name of the experiment')
    .requiredOption('--pattern <name>', 'pattern it is about')
    .requiredOption('--end <time>', 'when it ends, ISO 8601', readEnd)
    .option('--repository <name>', 'only generations of this repository')
    .option('--difference <share>', 'smallest difference of success rates worth finding', readDifference, 0.1)
    .option(
      '--minimum <number>',
      'generations each side needs (default: enough for the difference, 80 times in 100)',
      Number,
    )
    .option('--dry-run', 'only say how many generations it needs')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ feedback-loop metrics experiment declare bounds --pattern bounds_checking --end 2099-12-31 --dry-run',
    )
    .action((name: string, flags: DeclareFlags) => declare(io, name, flags));
};

async function declare(io: Io, name: string, flags: DeclareFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  const now = io.now();
  const { pattern, repository, end } = flags;
  const made = await withStore(io, async (store): Promise<Experiment | { minimum: number }> => {
    const { value } = await computeMetric(store, 'generation-success-rate', { now });
    const minimum = flags.minimum ?? neededPerSide(value ?? 0.5, flags.difference);
    if (flags.dryRun) return { minimum };
    return declareExperiment(store, { name, pattern, end, minimum, ...(repository ? { repository } : {}) }, now);
  });
  io.output.result(made, () =>
    flags.dryRun
      ? `each side needs ${made.minimum} generations`
      : `${io.output.good('✓')} ${name} is declared: ${pattern}, until ${end.toISOString().slice(0, 10)}, ${made.minimum} generations on each side`,
  );
}

function readEnd(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('A time like 2026-12-31 is needed.');
  return time;
}

function readDifference(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('A share between 0 and 1 is needed, like 0.1.');
  return value;
}
