import type { Command } from 'commander';
import { ERRORS } from '../../../errors.ts';
import type { RollupDifference } from '../../../store/rollup-difference.ts';
import { checkRollups } from '../../../store/rollup-from-events.ts';
import type { Io } from '../../command.ts';
import { withStore } from '../../project-store.ts';

/** Differences that are printed; all are in the JSON document. */
const SHOWN = 10;

export function defineCheck(command: Command, io: Io): void {
  command
    .description('compute the roll-ups anew from the events and compare')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExit code 1 when they disagree.\n\nExample:\n  feedback-loop db check --json')
    .action(async (options: { json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const check = await withStore(io, checkRollups);
      const agree = check.differences.length === 0;
      if (!agree) io.output.exit(ERRORS.ROLLUP_DIFFERS.exit);
      io.output.result({ agree, ...check }, () =>
        agree
          ? `${io.output.good('✓')} events and roll-ups agree (${check.compared} roll-ups)`
          : [
              `${io.output.bad('✗')} ${check.differences.length} roll-ups differ from their events  [ROLLUP_DIFFERS]`,
              ...check.differences.slice(0, SHOWN).map(describe),
              `  → ${ERRORS.ROLLUP_DIFFERS.hint}`,
            ].join('\n'),
      );
    });
}

function describe({ dimensions, stored, computed }: RollupDifference): string {
  const where = Object.entries(dimensions)
    .filter(([name, value]) => value !== '' && name !== 'local_week')
    .map(([, value]) => value.replace(' 00:00:00.000000', ''))
    .join(' · ');
  const measures = Object.keys(stored ?? computed ?? {}).filter((name) => stored?.[name] !== computed?.[name]);
  const what = measures.map((name) => `${name} ${stored?.[name] ?? 'none'} instead of ${computed?.[name] ?? 'none'}`);
  return `  ${where}: ${what.join(', ')}`;
}
