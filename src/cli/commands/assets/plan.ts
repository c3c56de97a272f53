import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../../errors.ts';
import { type PolicyOverrides, planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { planProject } from '../../../superset/deploy/plan-project.ts';
import { bundleFacts } from '../../../superset/deploy/project.ts';
import { planHtml } from '../../../superset/render/plan-html.ts';
import { planDocument } from '../../../superset/render/plan-json.ts';
import { planMarkdown } from '../../../superset/render/plan-markdown.ts';
import { planText } from '../../../superset/render/plan-text.ts';
import type { DefineCommand } from '../../command.ts';
import { withReader } from './with-target.ts';

interface Options extends PolicyOverrides {
  env: string;
  output?: string;
  full?: boolean;
  quick?: boolean;
  showUnmanaged?: boolean;
  md?: boolean;
  html?: boolean;
  detailedExitcode?: boolean;
  json?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--env <name>', 'environment to plan for: environments/NAME.yaml')
    .option('-o, --output <file>', 'keep the plan, for: assets apply FILE')
    .option('--full', 'every object and every change')
    .option('--quick', "trust the target's lists of what was changed when: seconds less on a large target")
    .option('--show-unmanaged', 'also name what is on the target and not ours')
    .option('--md', 'Markdown, for a comment on a pull request')
    .option('--html', 'a page')
    .option('--prune', 'plan to delete what we created and Git no longer has')
    .option('--allow-delete-modified', 'prune even what others changed since')
    .option('--allow-mass-delete', 'prune more objects than the policy allows')
    .option('--detailed-exitcode', 'exit 2 when something would be done')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop assets plan --env local\n  feedback-loop assets plan --env local -o plan.json',
    )
    .action((options: Options) =>
      withReader(io, { ...options, reads: !options.quick }, async ({ project, target, store }) => {
        if (options.quick && options.output !== undefined) {
          throw new Failure('USAGE', 'a plan that is kept (--output) compares everything: leave out --quick');
        }
        const policy = planPolicy(project.policy, options.env, options);
        const asked = { project, target, store, policy, nowMs: io.now().getTime(), quick: options.quick };
        const { plan, judgedBy } = await planProject(asked);
        const document = { ...planDocument(plan, bundleFacts(project, plan.madeAt)), judged_by: judgedBy };
        if (judgedBy === 'lists') io.output.note(io.output.dim(LISTS));
        if (options.output !== undefined) {
          const saved = { ...document, overrides: overridesOf(options) };
          writeFileSync(resolve(io.cwd, options.output), `${JSON.stringify(saved, null, 2)}\n`);
        }
        const acts = plan.objects.some((each) => !['none', 'adopt-base', 'forget'].includes(each.action));
        if (plan.gate.status === 'fail') io.output.exit(plan.gate.exit);
        else if (options.detailedExitcode && acts) io.output.exit('pending');
        io.output.result(document, () => {
          if (options.md) return planMarkdown(plan);
          if (options.html) return planHtml(plan);
          return planText(plan, {
            paint: io.output,
            full: options.full ?? false,
            showUnmanaged: options.showUnmanaged ?? false,
          });
        });
      }),
    );
};

const LISTS =
  'Judged by the lists of the target alone: a dataset that was refreshed there is not seen. Without --quick all is compared.';

const overridesOf = ({ prune, allowDeleteModified, allowMassDelete }: Options): PolicyOverrides => ({
  ...(prune === undefined ? {} : { prune }),
  ...(allowDeleteModified === undefined ? {} : { allowDeleteModified }),
  ...(allowMassDelete === undefined ? {} : { allowMassDelete }),
});
