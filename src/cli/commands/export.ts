import { resolve } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { Secret } from '../../config/secret.ts';
import { Failure } from '../../errors.ts';
import { redactUrl } from '../../util/redact-url.ts';
import type { DefineCommand } from '../command.ts';
import { addIngestOptions, type IngestFlags, runIngest } from '../ingest-files.ts';

interface ExportFlags extends IngestFlags {
  format?: string;
  input: string;
  dbUri?: string;
}

/** The spec's name for ingest, with the spec's flags. */
export const define: DefineCommand = (command, io) => {
  command
    .option('--format <database>', 'sqlite or postgresql; must be what the address says')
    .option('--input <file>', 'metrics file', 'metrics_data.json')
    .option('--db-uri <address>', 'database address without a password (default: METRICS_DB_URI)');
  addIngestOptions(command)
    .addHelpText(
      'after',
      `
The same as: feedback-loop ingest FILE. Keep the database address in METRICS_DB_URI: what is on a command line, every
user of the machine can see.

Example:
  $ feedback-loop export --format sqlite --input sample_metrics_data.json`,
    )
    .action(async (flags: ExportFlags) => {
      io.output.json = flags.json ?? false;
      const config = loadConfig({ cwd: io.cwd, env: io.env });
      if (flags.dbUri !== undefined) {
        if (redactUrl(flags.dbUri) !== flags.dbUri) {
          io.output.note(
            `${io.output.warn('!')} --db-uri holds a password that other users of this machine can see; use METRICS_DB_URI`,
          );
        }
        config.database = new Secret(flags.dbUri, '--db-uri');
      }
      checkFormat(flags.format, config.database.reveal());
      await runIngest(io, config, [flags.input === '-' ? '-' : resolve(io.cwd, flags.input)], flags);
    });
};

function checkFormat(format: string | undefined, uri: string): void {
  if (format === undefined) return;
  const wanted = format === 'postgres' ? 'postgresql' : format;
  if (wanted !== 'sqlite' && wanted !== 'postgresql') {
    throw new Failure('USAGE', `there is no format ${format}`, { hint: 'Use sqlite or postgresql.' });
  }
  const actual = uri.startsWith('sqlite') ? 'sqlite' : 'postgresql';
  if (actual !== wanted) {
    throw new Failure('USAGE', `--format ${format}, but the database address is one of ${actual}`, {
      hint: 'Set METRICS_DB_URI to a database of that kind.',
    });
  }
}
