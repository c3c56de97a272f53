import type { Command } from 'commander';
import { Failure } from '../../../errors.ts';
import { applyRetention, type RetentionReport } from '../../../store/retention.ts';
import type { Io } from '../../command.ts';
import { withStore } from '../../project-store.ts';

const DAY_MS = 86_400_000;

interface Options {
  keepDays: string;
  dryRun?: boolean;
  json?: boolean;
}

export function defineRetention(command: Command, io: Io): void {
  command
    .description('remove old events; roll-ups stay, and so does the memory of what was read')
    .requiredOption('--keep-days <number>', 'days whose events are kept')
    .option('--dry-run', 'say what would be removed')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop db retention --keep-days 730 --dry-run')
    .action(async (options: Options) => {
      io.output.json = Boolean(options.json);
      const days = Number(options.keepDays);
      if (!Number.isInteger(days) || days < 1) {
        throw new Failure('USAGE', `--keep-days ${options.keepDays} is no whole number of days above 0`);
      }
      const now = io.now();
      const eventsFrom = new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
      const report = await withStore(io, (store) =>
        applyRetention(store, { eventsFrom, now, dryRun: options.dryRun ?? false }),
      );
      io.output.result(report, () => describe(report, io));
    });
}

function describe(report: RetentionReport, io: Io): string {
  const verb = report.dryRun ? 'would be removed' : 'removed';
  const tables = Object.entries(report.removed).filter(([, count]) => count > 0);
  return [
    `events before ${report.eventsFrom}: ${tables.length === 0 ? `none ${verb}` : ''}`.trimEnd(),
    ...tables.map(([table, count]) => `  ${table}  ${count} ${verb}`),
    ...report.partitionsDropped.map((name) => io.output.dim(`  partition ${name} dropped`)),
  ].join('\n');
}
