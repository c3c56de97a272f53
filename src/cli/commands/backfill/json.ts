import { resolve } from 'node:path';
import { readDevelopmentJson } from '../../../collect/development-json/read-development-json.ts';
import type { DefineCommand } from '../../command.ts';
import { addBackfillOptions, type BackfillFlags, runBackfill } from '../../run-backfill.ts';

export const defineJson: DefineCommand = (command, io) => {
  command
    .description('test runs, builds, code size and prompts out of JSON files of earlier scripts')
    .argument('[folder]', 'folder with the files, or one file', 'development-metrics');
  addBackfillOptions(command)
    .addHelpText(
      'after',
      `
Reads {tests,builds,complexity,prompts}/*.json, in camelCase or snake_case, told apart by their content. A file that is
no JSON is held in quarantine.

Example:
  $ mkdir -p development-metrics/tests
  $ echo '{"timestamp":"2026-01-31T12:00:00Z","totalTests":12,"passedTests":11,"failedTests":1,"skippedTests":0}' > development-metrics/tests/1.json
  $ feedback-loop backfill json development-metrics --since 2026-01-01 --dry-run`,
    )
    .action((folder: string, flags: BackfillFlags) => {
      io.output.json = flags.json ?? false;
      const path = resolve(io.cwd, folder);
      return runBackfill(io, flags, {
        source: `development-metrics:${flags.repository ?? 'unknown'}`,
        repository: flags.repository,
        input: path,
        format: 'development-json',
        read: () => readDevelopmentJson(path),
      });
    });
};
