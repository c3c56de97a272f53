import { applyProject } from '../../../superset/deploy/apply-project.ts';
import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { rollbackTo, rolledBack } from '../../../superset/deploy/rollback.ts';
import { listApplies } from '../../../superset/state/journal.ts';
import type { DefineCommand } from '../../command.ts';
import { addApplyOptions, type ApplyOptions, writeSetting } from './apply-options.ts';
import { sayApplied } from './apply-output.ts';
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
      return withWriter(io, options, async ({ config, project, target, store }) => {
        const rollback = await rollbackTo(store, options.env, options.to);
        const applied = await applyProject({
          project,
          target,
          store,
          policy: planPolicy(project.policy, options.env, {
            prune: true,
            allowDeleteModified: true,
            allowMassDelete: true,
          }),
          operation: 'rollback',
          ...writeSetting(io, config, options),
          note: (text) => io.output.note(io.output.dim(text)),
          choose: () => [...rollback.before.keys()],
          want: (live) => rolledBack(live.bundle, rollback),
        });
        sayApplied(io, applied, options);
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
