import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { findObject } from '../../../superset/impact/impact.ts';
import type { DefineCommand } from '../../command.ts';
import { applyAndSay } from './apply-and-say.ts';
import { addApplyOptions, type ApplyOptions } from './apply-options.ts';
import { withWriter } from './with-target.ts';

export const define: DefineCommand = (command, io) => {
  command.argument('<object...>', 'UUID, name, kind:name or slug');
  addApplyOptions(command)
    .addHelpText(
      'after',
      '\nGit wins for these objects, in either mode; the others are left.\n\nExample:\n  feedback-loop assets revert --env local "Total Bugs"',
    )
    .action((words: string[], options: ApplyOptions & { env: string }) =>
      withWriter(io, options, (open) =>
        applyAndSay(io, options, open, {
          operation: 'revert',
          policy: planPolicy(open.project.policy, options.env),
          choose: (live, { desired }) => {
            const all = new Map([...live.objects, ...desired.objects]);
            return words.map((word) => findObject(all, word).entry.uuid);
          },
        }),
      ),
    );
};
