import { loadConfig } from '../../config/config.ts';
import type { DefineCommand } from '../command.ts';
import { addIngestOptions, type IngestFlags, runIngest } from '../ingest-files.ts';

export const define: DefineCommand = (command, io) => {
  command.argument('<files...>', 'files of any supported format; - for standard input');
  addIngestOptions(command)
    .addHelpText(
      'after',
      `
Formats, recognised by content: metrics JSON (an object of lists), NDJSON events, a JSON list of events; gzip of each.
Running it again stores nothing twice. What cannot be read goes to quarantine, with the reason.

Example:
  $ echo '{"kind":"bug","pattern":"bounds_checking","error":"IndexError","timestamp":"2026-01-31T12:00:00Z"}' | feedback-loop ingest -

Exit codes: 0 all stored or known, 6 some records refused, 5 all refused.`,
    )
    .action(async (files: string[], flags: IngestFlags) => {
      io.output.json = flags.json ?? false;
      const config = loadConfig({ cwd: io.cwd, env: io.env });
      await runIngest(io, config, files, flags);
    });
};
