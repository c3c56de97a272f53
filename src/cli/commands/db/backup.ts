import { existsSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../errors.ts';
import { backupSqlite } from '../../../store/open.ts';
import { parseDatabaseUri } from '../../../store/uri.ts';
import type { Io } from '../../command.ts';
import { configOf } from './database.ts';
import { moveDatabase } from './move.ts';

export function defineBackup(command: Command, io: Io): void {
  command
    .description('write the organization into one SQLite file, which `db restore` reads')
    .argument('<file>', 'file to write; it must not exist')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nFrom SQLite it is the same file, copied while others may use it. From PostgreSQL it is the organization in the form of\nSQLite; for the whole server use pg_dump.\n\nExample:\n  feedback-loop db backup backup-2026-03-01.db',
    )
    .action(async (name: string, options: { json?: boolean }) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      const file = resolve(io.cwd, name);
      if (existsSync(file)) throw new Failure('USAGE', `${file} exists already`, { hint: 'Give another name.' });
      const address = parseDatabaseUri(config.database.reveal(), config.projectDir);
      if (address.dialect === 'sqlite') {
        await backupSqlite(address.path, file);
      } else {
        const { organization } = config;
        const from = config.database.reveal();
        await moveDatabase(io, { config, from, to: `sqlite:///${file}`, organization }).catch((thrown: unknown) => {
          // Half a backup is none.
          for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
          throw thrown;
        });
      }
      const { size } = statSync(file);
      io.output.result({ file, bytes: size }, `${io.output.good('✓')} ${file} (${size} bytes)`);
    });
}
