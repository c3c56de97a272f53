import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure, messageOf } from '../../../errors.ts';
import { type PolicyOverrides, planPolicy } from '../../../superset/deploy/plan-policy.ts';
import type { Plan } from '../../../superset/plan/plan-types.ts';
import type { DefineCommand } from '../../command.ts';
import { applyAndSay } from './apply-and-say.ts';
import { addApplyOptions, type ApplyOptions } from './apply-options.ts';
import { withWriter } from './with-target.ts';

export const define: DefineCommand = (command, io) => {
  command.argument('[plan]', 'a plan kept with: assets plan -o FILE');
  addApplyOptions(command, false)
    .option('--env <name>', 'environment to apply to; a kept plan knows it')
    .option('--prune', 'delete what we created and Git no longer has')
    .option('--allow-delete-modified', 'prune even what others changed since')
    .option('--allow-mass-delete', 'prune more objects than the policy allows')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop assets apply --env local\n  feedback-loop assets apply plan.json',
    )
    .action(async (file: string | undefined, options: ApplyOptions & PolicyOverrides) => {
      const saved = file === undefined ? undefined : savedPlan(resolve(io.cwd, file));
      const env = saved?.environment ?? options.env;
      if (env === undefined) throw new Failure('USAGE', 'name the environment with --env, or a kept plan');
      if (options.env !== undefined && options.env !== env) {
        throw new Failure('USAGE', `the plan is for ${env}, not for ${options.env}`);
      }
      const overrides = saved?.overrides ?? options;
      await withWriter(io, { ...options, env }, (open) =>
        applyAndSay(io, options, open, {
          operation: 'apply',
          policy: planPolicy(open.project.policy, env, overrides),
          ...(saved ? { saved } : {}),
        }),
      );
    });
};

/** @throws Failure FILE_UNREADABLE, INPUT_INVALID */
function savedPlan(file: string): Plan & { overrides?: PolicyOverrides } {
  let value: Partial<Plan>;
  try {
    value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Plan>;
  } catch (cause) {
    throw new Failure('FILE_UNREADABLE', `the plan cannot be read: ${messageOf(cause)}`, { where: { file }, cause });
  }
  if (value.format === 1 && value.hashes && Array.isArray(value.objects) && value.environment) return value as Plan;
  throw new Failure('INPUT_INVALID', 'the file is no plan of feedback-loop', {
    where: { file },
    hint: 'Make one: feedback-loop assets plan --env ENV -o FILE',
  });
}
