import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import type { DefineCommand } from '../../command.ts';
import { applyAndSay } from './apply-and-say.ts';
import { addApplyOptions, type ApplyOptions } from './apply-options.ts';
import { withWriter } from './with-target.ts';

interface Options extends ApplyOptions {
  env: string;
  allowDeleteModified?: boolean;
  allowMassDelete?: boolean;
}

export const define: DefineCommand = (command, io) => {
  addApplyOptions(command)
    .option('--allow-delete-modified', 'delete even what others changed since')
    .option('--allow-mass-delete', 'delete more objects than the policy allows')
    .addHelpText(
      'after',
      '\nDeletes only what was created from here and Git no longer has. A backup of each is in the journal: assets rollback brings it back.\n\nExample:\n  feedback-loop assets prune --env local --dry-run',
    )
    .action((options: Options) =>
      withWriter(io, options, (open) =>
        applyAndSay(io, options, open, {
          operation: 'prune',
          policy: planPolicy(open.project.policy, options.env, { ...options, prune: true }),
          choose: (_, { plan }) =>
            plan.objects
              .filter((each) => each.class.startsWith('prune_') && mayGo(each.class, options))
              .map((each) => each.uuid),
        }),
      ),
    );
};

const mayGo = (found: string, options: Options): boolean =>
  found === 'prune_candidate' || options.allowDeleteModified === true;
