import { applyProject } from '../../../superset/deploy/apply-project.ts';
import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { findObject } from '../../../superset/impact/impact.ts';
import type { DefineCommand } from '../../command.ts';
import { addApplyOptions, type ApplyOptions, writeSetting } from './apply-options.ts';
import { sayApplied } from './apply-output.ts';
import { withWriter } from './with-target.ts';

export const define: DefineCommand = (command, io) => {
  command.argument('<object...>', 'UUID, name, kind:name or slug');
  addApplyOptions(command)
    .addHelpText(
      'after',
      '\nGit wins for these objects, in either mode; the others are left.\n\nExample:\n  feedback-loop assets revert --env local "Total Bugs"',
    )
    .action((words: string[], options: ApplyOptions & { env: string }) =>
      withWriter(io, options, async ({ config, project, target, store }) => {
        const applied = await applyProject({
          project,
          target,
          store,
          policy: planPolicy(project.policy, options.env),
          operation: 'revert',
          ...writeSetting(io, config, options),
          note: (text) => io.output.note(io.output.dim(text)),
          choose: (live, { desired }) => {
            const all = new Map([...live.objects, ...desired.objects]);
            return words.map((word) => findObject(all, word).entry.uuid);
          },
        });
        sayApplied(io, applied, options);
      }),
    );
};
