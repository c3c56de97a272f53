import type { DefineCommand } from '../command.ts';
import { defineMigrate } from './db/migrate.ts';
import { defineStatus } from './db/status.ts';
import { defineSync } from './db/sync.ts';
import { defineUsers } from './db/users.ts';

export const define: DefineCommand = (command, io) => {
  command.addHelpText('after', '\nExample:\n  feedback-loop db migrate\n  feedback-loop db status --json');
  defineSync(command.command('sync'), io);
  defineMigrate(command.command('migrate'), io);
  defineStatus(command.command('status'), io);
  defineUsers(command.command('users'), io);
};
