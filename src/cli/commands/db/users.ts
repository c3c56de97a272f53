import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure, messageOf } from '../../../errors.ts';
import type { UsersPlan } from '../../../store/schema-admin.ts';
import type { Io } from '../../command.ts';
import { configOf, withAdmin } from './database.ts';

interface Options {
  org?: string;
  passwordFile?: string;
  dryRun?: boolean;
  json?: boolean;
}

export function defineUsers(command: Command, io: Io): void {
  command
    .description('make the logins of an organization (PostgreSQL), or give them new passwords')
    .option('--org <slug>', 'organization (default: FEEDBACK_LOOP_ORG)')
    .option('--password-file <file>', "where the passwords go, readable by you only (default: the project's .env)")
    .option('--dry-run', 'say which logins would be made or changed')
    .option('--json', 'one JSON document on stdout; it holds no password')
    .addHelpText(
      'after',
      '\nsuperset_viewer reads one organization and no secrets; feedback_loop_writer is what ingest and serve log in as.\nRun it again to rotate the passwords.\n\nExample:\n  feedback-loop db users --dry-run',
    )
    .action(async (options: Options) => {
      io.output.json = Boolean(options.json);
      const config = configOf(io);
      const file = options.passwordFile ? resolve(io.cwd, options.passwordFile) : join(config.projectDir, '.env');
      await withAdmin(io, { config }, async (admin) => {
        const plan = await admin.planUsers(options.org ?? config.organization);
        if (!options.dryRun) {
          // Before anything changes: a password that cannot be written down is lost.
          writeVariables(file, new Map());
          const passwords = await admin.makeUsers(plan);
          writeVariables(file, new Map(plan.users.map((user) => [user.variable, passwords.get(user.name) ?? ''])));
        }
        const document = { database: admin.text, dryRun: Boolean(options.dryRun), passwordFile: file, ...plan };
        io.output.result(document, () => describe(plan, file, Boolean(options.dryRun), io));
      });
    });
}

function describe(plan: UsersPlan, file: string, dryRun: boolean, io: Io): string {
  const lines = plan.users.map((user) => {
    const verb = user.exists
      ? dryRun
        ? 'would get a new password'
        : 'has a new password'
      : dryRun
        ? 'would be made'
        : 'made';
    return `${io.output.good('✓')} ${user.name} (${user.kind}): ${verb}`;
  });
  const where = `passwords ${dryRun ? 'would go' : 'are'} in ${file}: ${plan.users.map((user) => user.variable).join(', ')}`;
  return [...lines, io.output.dim(where)].join('\n');
}

/** Sets NAME=value lines of an environment file and keeps the others. The file is for its owner's eyes only. */
function writeVariables(file: string, variables: ReadonlyMap<string, string>): void {
  try {
    const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    const kept = before.filter((line) => ![...variables.keys()].some((name) => line.startsWith(`${name}=`)));
    while (kept.at(-1) === '') kept.pop();
    const added = [...variables].map(([name, value]) => `${name}=${value}`);
    const text = [...kept, ...added].join('\n');
    writeFileSync(file, text === '' ? '' : `${text}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new Failure('FILE_UNREADABLE', `${file} cannot be written: ${messageOf(cause)}`, { cause });
  }
}
