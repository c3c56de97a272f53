import { refreshSummaries } from '../../../analyze/summaries/refresh.ts';
import type { DefineCommand } from '../../command.ts';
import { withStore } from '../../project-store.ts';

export const defineRefresh: DefineCommand = (command, io) => {
  command
    .description('bring the summary tables and verdicts up to the events; every ingest does it by itself')
    .option('--everything', 'make every row again, not only those of days that events were added to')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      '\nOnly rows that differ are written; what is said of the KPIs today looks back from now.\n\nExample:\n  $ feedback-loop metrics refresh',
    )
    .action(async (flags: { json?: boolean; everything?: boolean }) => {
      io.output.json = flags.json ?? false;
      const refreshed = await withStore(io, (store) =>
        refreshSummaries(store, { now: io.now(), everything: flags.everything ?? false }),
      );
      io.output.result(refreshed, () =>
        Object.entries(refreshed)
          .map(
            ([table, { written, removed, unchanged }]) =>
              `${table}: ${written} written, ${removed} removed, ${unchanged} as they were`,
          )
          .join('\n'),
      );
    });
};
