import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { planProject } from '../../../superset/deploy/plan-project.ts';
import { bundleFacts } from '../../../superset/deploy/project.ts';
import { driftDocument, driftedObjects } from '../../../superset/render/plan-json.ts';
import { planText } from '../../../superset/render/plan-text.ts';
import type { DefineCommand } from '../../command.ts';
import { withReader } from './with-target.ts';

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--env <name>', 'environment to look at: environments/NAME.yaml')
    .option('--full', 'every object and every change')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nReads only: it has no client that can write. Exits 3 (or 4) when the gate of the policy is fail.\n\nExample:\n  feedback-loop assets drift --env local',
    )
    .action((options: { env: string; full?: boolean; json?: boolean }) =>
      withReader(io, options, async ({ project, target, store }) => {
        const policy = planPolicy(project.policy, options.env);
        const { plan } = await planProject({ project, target, store, policy, nowMs: io.now().getTime() });
        const drifted = driftedObjects(plan);
        // Errors about what would be applied are no drift.
        if (drifted.length > 0 && policy.driftGate === 'fail') {
          io.output.exit(plan.gate.exit === 'conflict' ? 'conflict' : 'drift');
        }
        io.output.result(driftDocument(plan, bundleFacts(project, plan.madeAt).files), () =>
          drifted.length === 0
            ? `✅ No drift detected (policy: ${policy.driftGate})`
            : [
                planText({ ...plan, objects: drifted }, { paint: io.output, full: options.full ?? false }),
                `${policy.driftGate === 'fail' ? '❌' : '⚠️ '} Drift detected: ${plan.gate.why} (policy: ${policy.driftGate})`,
              ].join('\n'),
        );
      }),
    );
};
