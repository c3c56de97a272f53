import { listLocks, unlock } from '../../../superset/state/lock.ts';
import type { DefineCommand } from '../../command.ts';
import { projectConfig, withControl } from './control.ts';

export const define: DefineCommand = (command, io) => {
  command
    .option('--id <lock>', 'the lock to take away; without it, locks are listed')
    .option('--dry-run', 'only list the locks')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop assets unlock')
    .action(async (options: { id?: string; dryRun?: boolean; json?: boolean }) => {
      io.output.json = options.json ?? false;
      await withControl(projectConfig(io), io, async (store) => {
        const { id } = options;
        if (id !== undefined && !options.dryRun) {
          await unlock(store, id);
          io.output.result({ unlocked: id }, `${io.output.good('✔')} The lock ${id} is gone`);
          return;
        }
        const locks = await listLocks(store);
        io.output.result({ locks }, () =>
          locks.length === 0
            ? 'Nobody holds a lock.'
            : locks
                .map(
                  (each) =>
                    `${each.environment}  ${each.id}  ${each.owner} on ${each.host} for ${each.operation} since ${each.acquiredAt.slice(0, 19)} UTC`,
                )
                .join('\n'),
        );
      });
    });
};
