import type { DefineCommand } from '../command.ts';
import { defineBackup } from './db/backup.ts';
import { defineCheck } from './db/check.ts';
import { defineMigrate } from './db/migrate.ts';
import { defineMove } from './db/move.ts';
import { defineRebuild } from './db/rebuild.ts';
import { defineRestore } from './db/restore.ts';
import { defineRetention } from './db/retention.ts';
import { defineStatus } from './db/status.ts';
import { defineSync } from './db/sync.ts';
import { defineUsers } from './db/users.ts';

export const define: DefineCommand = (command, io) => {
  command.addHelpText('after', '\nExample:\n  feedback-loop db migrate\n  feedback-loop db status --json');
  defineSync(command.command('sync'), io);
  defineMigrate(command.command('migrate'), io);
  defineStatus(command.command('status'), io);
  defineCheck(command.command('check'), io);
  defineRebuild(command.command('rebuild'), io);
  defineUsers(command.command('users'), io);
  defineMove(command.command('move'), io);
  defineBackup(command.command('backup'), io);
  defineRestore(command.command('restore'), io);
  defineRetention(command.command('retention'), io);
};
