import type { Command } from 'commander';
import { migrationState } from '../../../store/migrate.ts';
import type { Io } from '../../command.ts';
import { withStore } from '../../project-store.ts';
import { configOf, withAdmin } from './database.ts';

export function defineMigrate(command: Command, io: Io): void {
  command
    .description("make or renew feedback-loop's own tables and views")
    .option('--dry-run', 'say which files would be applied')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop db migrate')
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      const report = await withAdmin(io, { config, create: !options.dryRun }, async (admin) => {
        const { pending } = await migrationState(admin.ours, admin.ourFiles);
        const names = pending.map((file) => file.name);
        if (options.dryRun) return { database: admin.text, pending: names };
        return { database: admin.text, applied: await admin.migrate() };
      });
      if (!options.dryRun) {
        // Opening it makes the organization.
        await withStore(io, async () => {}, { config, create: true });
      }
      io.output.result(report, () => describe(report));
    });
}

function describe(report: { database: string; pending?: string[]; applied?: string[] }): string {
  const names = report.pending ?? report.applied ?? [];
  if (names.length === 0) return `${report.database} is up to date`;
  const verb = report.pending ? 'would apply' : 'applied';
  return [`${report.database}`, ...names.map((name) => `  ${verb} ${name}`)].join('\n');
}
