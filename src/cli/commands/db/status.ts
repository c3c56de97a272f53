import type { Command } from 'commander';
import { migrationState } from '../../../store/migrate.ts';
import { userSqlState } from '../../../store/schema-admin.ts';
import type { Io } from '../../command.ts';
import { configOf, userSqlFolders, withAdmin } from './database.ts';

interface Part {
  applied: { name: string; applied_at: string; applied_by: string }[];
  pending: string[];
  unknown: string[];
}

export function defineStatus(command: Command, io: Io): void {
  command
    .description('which migrations were applied and which are pending')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop db status')
    .action(async (options: { json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      await withAdmin(io, { config }, async (admin) => {
        const ours = await migrationState(admin.ours, admin.ourFiles);
        const users = await userSqlState(admin, userSqlFolders(config));
        const part = (state: typeof ours): Part => ({
          applied: state.applied.map(({ name, applied_at, applied_by }) => ({ name, applied_at, applied_by })),
          pending: state.pending.map((file) => file.name),
          unknown: state.unknown,
        });
        const document = {
          database: admin.text,
          dialect: admin.dialect,
          serverVersion: admin.serverVersion,
          feedbackLoop: part(ours),
          project: part(users),
        };
        io.output.result(document, () => {
          const { strong } = io.output;
          return [
            `${strong(admin.text)}  ${admin.dialect} ${admin.serverVersion}`,
            ...lines("feedback-loop's tables and views", document.feedbackLoop, io),
            ...lines("the project's own SQL", document.project, io),
          ].join('\n');
        });
      });
    });
}

const lines = (title: string, part: Part, io: Io): string[] => [
  `${title}: ${part.applied.length} applied, ${part.pending.length} pending`,
  ...part.applied.map(
    (each) => `  ${io.output.good('✓')} ${each.name}  ${io.output.dim(each.applied_at.slice(0, 19))}`,
  ),
  ...part.pending.map((name) => `  ${io.output.warn('…')} ${name}  pending`),
  ...part.unknown.map((name) => `  ${io.output.bad('?')} ${name}  applied, but there is no such file here`),
];
