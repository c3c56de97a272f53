import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { rollbackTo, rolledBack } from '../../../superset/deploy/rollback.ts';
import { listApplies } from '../../../superset/state/journal.ts';
import type { DefineCommand } from '../../command.ts';
import { applyAndSay } from './apply-and-say.ts';
import { addApplyOptions, type ApplyOptions } from './apply-options.ts';
import { projectConfig, withControl } from './control.ts';
import { withWriter } from './with-target.ts';

interface Options extends ApplyOptions {
  env: string;
  to?: string;
  list?: boolean;
}

export const define: DefineCommand = (command, io) => {
  addApplyOptions(command)
    .option('--to <apply>', 'the apply after which it was right; default: the one before the newest')
    .option('--list', 'list the applies that can be rolled back to')
    .addHelpText(
      'after',
      '\nPuts every object that was written since back as it was, and deletes what was created since. Git is not changed: change it too, or the next deployment applies it again.\n\nExamples:\n  feedback-loop assets rollback --env local --list\n  feedback-loop assets rollback --env local --dry-run',
    )
    .action(async (options: Options) => {
      if (options.list) return list(options);
      return withWriter(io, options, async (open) => {
        const rollback = await rollbackTo(open.store, options.env, options.to);
        await applyAndSay(io, options, open, {
          operation: 'rollback',
          policy: planPolicy(open.project.policy, options.env, {
            prune: true,
            allowDeleteModified: true,
            allowMassDelete: true,
          }),
          choose: () => [...rollback.before.keys()],
          want: (live) => rolledBack(live.bundle, rollback),
        });
      });
    });

  const list = async (options: Options): Promise<void> => {
    io.output.json = options.json ?? false;
    const applies = await withControl(projectConfig(io), io, (store) => listApplies(store, options.env));
    io.output.result({ env: options.env, applies }, () =>
      applies.length === 0
        ? `Nothing was applied to ${options.env} yet.`
        : applies
            .map(
              (each) =>
                `${each.applyId.slice(0, 8)}  ${each.at.slice(0, 19)} UTC  ${each.status.padEnd(11)} ${each.objects} objects  ${each.actor ?? ''}`,
            )
            .join('\n'),
    );
  };
};
