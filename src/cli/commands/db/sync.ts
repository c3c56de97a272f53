import type { Command } from 'commander';
import type { Config } from '../../../config/config.ts';
import { type SyncReport, syncUserSql, userSqlState } from '../../../store/schema-admin.ts';
import type { Io } from '../../command.ts';
import { requireProject } from '../../project-store.ts';
import { configOf, userSqlDatabase, userSqlFolders, withAdmin } from './database.ts';

export function defineSync(command: Command, io: Io): void {
  command
    .description("run the project's own SQL: db/migrations, then db/seed, each file once")
    .option('--dry-run', 'say which files would run')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nThe database is POSTGRES_URL, else METRICS_DB_URI. NAME.postgresql.sql and NAME.sqlite.sql are for one kind of database.\n\nExample:\n  feedback-loop db sync --dry-run',
    )
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      requireProject(config);
      if (options.dryRun) {
        await withAdmin(io, { config, database: userSqlDatabase(config) }, async (admin) => {
          const pending = (await userSqlState(admin, userSqlFolders(config))).pending.map((file) => file.name);
          io.output.result({ database: admin.text, pending }, () =>
            pending.length === 0 ? 'Nothing to do.' : pending.map((name) => `would run ${name}`).join('\n'),
          );
        });
        return;
      }
      const report = await syncProject(config, io);
      for (const name of report.missing) io.output.note(`${io.output.warn('!')} ${name} was run once and is gone now`);
      io.output.result(report, '✅ DB_SYNC_OK');
    });
}

/** Runs what is pending of the project's own SQL; a deployment begins with it. */
export const syncProject = (config: Config, io: Io): Promise<SyncReport> =>
  withAdmin(io, { config, create: true, database: userSqlDatabase(config) }, (admin) =>
    syncUserSql(admin, userSqlFolders(config), (name) => io.output.note(`ran ${name}`)),
  );
