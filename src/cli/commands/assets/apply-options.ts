import type { Command } from 'commander';
import type { Config } from '../../../config/config.ts';
import type { Io } from '../../command.ts';
import { currentActor } from './control.ts';

/** What every command that writes to a target can be told. */
export interface WriteOptions {
  yes?: boolean;
  dryRun?: boolean;
  full?: boolean;
  lockTimeout?: number;
  json?: boolean;
}

export interface ApplyOptions extends WriteOptions {
  env?: string;
}

/** The options of every command that writes to a target. */
export function addApplyOptions(command: Command, env = true): Command {
  if (env) command.requiredOption('--env <name>', 'environment: environments/NAME.yaml');
  return command
    .option('--yes', 'confirm that a protected environment is written to')
    .option('--dry-run', 'show the plan, write nothing')
    .option('--full', 'show every object and every change')
    .option('--lock-timeout <seconds>', 'wait this long for another deployment to finish', Number, 0)
    .option('--json', 'one JSON document on stdout');
}

/** Who writes to a target, whether it was confirmed or is a rehearsal, and how long it waits for others. */
export const writeSetting = (io: Io, config: Config, options: WriteOptions) => ({
  actor: currentActor(config),
  now: () => io.now().getTime(),
  confirmed: options.yes ?? false,
  dryRun: options.dryRun ?? false,
  lockWaitMs: (options.lockTimeout ?? 0) * 1000,
  signal: io.signal,
});
