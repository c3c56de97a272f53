import type { DefineCommand } from '../command.ts';
import { defineGit } from './backfill/git.ts';
import { defineGithub } from './backfill/github.ts';
import { defineJson } from './backfill/json.ts';

export const define: DefineCommand = async (command, io) => {
  command.addHelpText(
    'after',
    `
Selective: the last 90 days unless --since says otherwise; what cannot be known exactly is left out and counted, not
guessed. Running it again stores nothing twice.

Example:
  $ feedback-loop backfill git . --repository acme/shop --dry-run`,
  );
  await defineGithub(command.command('github'), io);
  await defineGit(command.command('git'), io);
  await defineJson(command.command('json'), io);
};
