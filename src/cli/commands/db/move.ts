import type { Command } from 'commander';
import type { Config } from '../../../config/config.ts';
import { Failure } from '../../../errors.ts';
import { countOrganization, type MovedTable, moveOrganization } from '../../../store/move.ts';
import { openSchemaAdmin, openStore } from '../../../store/open.ts';
import { addressText, parseDatabaseUri } from '../../../store/uri.ts';
import type { Io } from '../../command.ts';
import { configOf } from './database.ts';

interface Options {
  to: string;
  org?: string;
  dryRun?: boolean;
  json?: boolean;
}

export function defineMove(command: Command, io: Io): void {
  command
    .description('copy the organization into another database, with a proof that both hold the same')
    .requiredOption('--to <uri>', 'address of the target; $NAME reads it from a variable, so that no password is typed')
    .option('--org <slug>', 'name of the organization there (default: the same)')
    .option('--dry-run', 'open both, and say what would be copied')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      "\nStop what writes to the source first. Interrupted, run it again: it goes on where it was. Your own SQL (db/) is not\ncopied: run `db sync` on the target.\n\nExample:\n  feedback-loop db move --to '$TARGET_DB_URI'",
    )
    .action(async (options: Options) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      const to = targetUri(options.to, config);
      const moved = await moveDatabase(io, {
        config,
        from: config.database.reveal(),
        to,
        organization: options.org ?? config.organization,
        dryRun: options.dryRun ?? false,
      });
      const text = addressText(parseDatabaseUri(to, config.projectDir));
      io.output.result({ to: text, dryRun: Boolean(options.dryRun), tables: moved }, () =>
        options.dryRun
          ? `would copy ${moved.reduce((sum, each) => sum + each.rows, 0)} rows to ${text}`
          : describe(moved, text, io),
      );
    });
}

/** An address with a password on a command line is there for everybody to see: it may come from a variable instead. */
function targetUri(option: string, config: Config): string {
  if (!option.startsWith('$')) {
    const address = parseDatabaseUri(option, config.projectDir);
    if (address.dialect === 'postgresql' && address.password !== undefined) {
      throw new Failure('USAGE', 'a password on the command line can be read by everybody on this machine', {
        hint: "Put the address into a variable and write: --to '$TARGET_DB_URI'",
      });
    }
    return option;
  }
  const uri = config.env[option.slice(1)];
  if (!uri) throw new Failure('USAGE', `the variable ${option.slice(1)} is not set`);
  return uri;
}

interface Move {
  config: Config;
  from: string;
  to: string;
  /** Its slug in the target. */
  organization: string;
  dryRun?: boolean;
}

/** Opens both databases as their owner and copies; the target is made where it is missing. */
export async function moveDatabase(io: Io, { config, from, to, organization, dryRun }: Move): Promise<MovedTable[]> {
  const addresses = [from, to].map((uri) => addressText(parseDatabaseUri(uri, config.projectDir)));
  if (addresses[0] === addresses[1] && organization === config.organization) {
    throw new Failure('USAGE', `${addresses[0]} is source and target at once`);
  }
  const common = { cwd: config.projectDir, access: 'owner', onNotice: (text: string) => io.output.note(text) } as const;
  const source = await openStore({ ...common, uri: from, organization: config.organization });
  try {
    if (dryRun) {
      await checkTarget(to, config);
      return await countOrganization(source);
    }
    const target = await openStore({ ...common, uri: to, organization, create: true, migrate: true });
    try {
      return await moveOrganization(source, target, {
        from: `${addresses[0]} ${config.organization}`,
        signal: io.signal,
        onProgress: (table, rows) => io.output.progress(`${table}: ${rows} rows`),
      });
    } finally {
      await target.close();
    }
  } finally {
    io.output.progress('');
    await source.close();
  }
}

/** Whether the target answers; nothing is made. */
async function checkTarget(to: string, config: Config): Promise<void> {
  if (parseDatabaseUri(to, config.projectDir).dialect === 'sqlite') return;
  await (await openSchemaAdmin({ uri: to })).close();
}

function describe(moved: readonly MovedTable[], to: string, io: Io): string {
  const width = Math.max(...moved.map(({ table }) => table.length));
  const rows = moved.reduce((sum, each) => sum + each.rows, 0);
  return [
    ...moved
      .filter((each) => each.rows > 0)
      .map(
        ({ table, rows: count, hash }) =>
          `  ${table.padEnd(width)} ${String(count).padStart(9)}  ${io.output.dim(hash)}`,
      ),
    `${io.output.good('✓')} ${rows} rows are the same in both; ${to} is complete`,
  ].join('\n');
}
