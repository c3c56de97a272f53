import type { Command } from 'commander';
import { checkRollups, rebuildRollups } from '../../../store/rollup-from-events.ts';
import type { Io } from '../../command.ts';
import { withStore } from '../../project-store.ts';

export function defineRebuild(command: Command, io: Io): void {
  command
    .description('write the roll-ups anew from the events')
    .option('--dry-run', 'say how many would change')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nDays whose events were removed by `db retention` keep their roll-ups.\n\nExample:\n  feedback-loop db rebuild --dry-run',
    )
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const report = await withStore(io, async (store) => {
        const { differences } = await checkRollups(store);
        return { changed: differences.length, rollups: options.dryRun ? undefined : await rebuildRollups(store) };
      });
      io.output.result(report, () =>
        options.dryRun
          ? `${report.changed} roll-ups would change`
          : `${io.output.good('✓')} ${report.rollups} roll-ups written, ${report.changed} of them changed`,
      );
    });
}
