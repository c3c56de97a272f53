import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../errors.ts';
import { openStore, replaceSqlite } from '../../../store/open.ts';
import { parseDatabaseUri } from '../../../store/uri.ts';
import type { Io } from '../../command.ts';
import { configOf } from './database.ts';
import { moveDatabase } from './move.ts';

export function defineRestore(command: Command, io: Io): void {
  command
    .description('put a backup in the place of the database')
    .argument('<file>', 'a file that `db backup` wrote')
    .option('--dry-run', 'check the backup only')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nOn SQLite the database that was there stays beside the new one, as NAME.before-restore. On PostgreSQL the organization\nmust be empty.\n\nExample:\n  feedback-loop db restore backup-2026-03-01.db --dry-run',
    )
    .action(async (name: string, options: { dryRun?: boolean; json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      const file = resolve(io.cwd, name);
      if (!existsSync(file)) throw new Failure('FILE_MISSING', `${file} does not exist`);
      const backup = `sqlite:///${file}`;
      // Whole, of our schema, and of this organization: known before anything is touched.
      const checked = await openStore({ uri: backup, organization: config.organization, access: 'viewer' });
      await checked.close();
      const address = parseDatabaseUri(config.database.reveal(), config.projectDir);
      let kept: string | undefined;
      if (!options.dryRun && address.dialect === 'sqlite') {
        kept = await replaceSqlite(address.path, file);
      } else if (!options.dryRun) {
        const { organization } = config;
        await moveDatabase(io, { config, from: backup, to: config.database.reveal(), organization });
      }
      const document = { file, dryRun: Boolean(options.dryRun), kept: kept ?? null };
      io.output.result(document, () => {
        if (options.dryRun) return `${io.output.good('✓')} ${file} can be restored`;
        const before = kept ? `\n  the database that was there: ${kept}` : '';
        return `${io.output.good('✓')} restored from ${file}${before}`;
      });
    });
}
