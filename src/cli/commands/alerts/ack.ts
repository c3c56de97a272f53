import { acknowledge } from '../../../alerts/update-alerts.ts';
import type { DefineCommand } from '../../command.ts';
import { withStore } from '../../project-store.ts';

export const defineAck: DefineCommand = (command, io) => {
  command
    .description('say that somebody knows: it is not said again until it changes, and does not fail a check')
    .argument('<alert>', 'name of the alert, see: alerts list')
    .option('--note <text>', 'what is being done')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ feedback-loop alerts list && feedback-loop alerts ack old-data --note "importer is being mended"',
    )
    .action(async (alert: string, flags: { note?: string; json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const now = io.now();
      await withStore(io, (store) => acknowledge(store, alert, { now, note: flags.note?.slice(0, 1_000) ?? null }));
      io.output.result({ alert, acknowledged: now.toISOString() }, `${io.output.good('✓')} ${alert} is acknowledged`);
    });
};
