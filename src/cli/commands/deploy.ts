import { applyOutcome } from '../../superset/deploy/apply-outcome.ts';
import { deploy, type DeployReport } from '../../superset/deploy/deploy.ts';
import type { PolicyOverrides } from '../../superset/deploy/plan-policy.ts';
import type { DeployReporter } from '../../superset/deploy/deploy-words.ts';
import { applyDocument } from '../../superset/render/plan-json.ts';
import { planText } from '../../superset/render/plan-text.ts';
import type { DefineCommand, Io } from '../command.ts';
import { type WriteOptions, writeSetting } from './assets/apply-options.ts';
import { projectConfig, withControl } from './assets/control.ts';
import { findingsText } from './assets/findings-text.ts';
import { runValidation } from './assets/run-validation.ts';
import { syncProject } from './db/sync.ts';

type Options = WriteOptions & PolicyOverrides;

export const define: DefineCommand = (command, io) => {
  command
    .argument('<environment>', 'environments/NAME.yaml')
    .option('--yes', 'confirm that a protected environment is written to')
    .option('--dry-run', 'do everything but write: compile, validate, compare, show the plan')
    .option('--prune', 'delete what we created and Git no longer has')
    .option('--allow-delete-modified', 'prune even what others changed since')
    .option('--allow-mass-delete', 'prune more objects than the policy allows')
    .option('--lock-timeout <seconds>', 'wait this long for another deployment to finish', Number, 0)
    .option('--full', 'show every change')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  feedback-loop deploy local\n  feedback-loop deploy staging --dry-run')
    .action(async (environment: string, options: Options) => {
      io.output.json = options.json ?? false;
      const config = projectConfig(io);
      const report = await withControl(config, io, (store) =>
        deploy({
          projectDir: config.projectDir,
          env: config.env,
          environment,
          store,
          dbSync: () => syncProject(config, io),
          validate: async (project) =>
            (await runValidation(project.compiled, config, { now: io.now().getTime() })).findings,
          overrides: options,
          ...writeSetting(io, config, options),
          report: reporter(io, options),
        }),
      );
      io.output.exit(report.exit);
      io.output.result(deployDocument(report, io.now()), lastLine(report));
    });
};

const reporter = (io: Io, options: Options): DeployReporter => ({
  heading: (text) => io.output.line(io.output.strong(`=== ${text} ===`)),
  line: (text) => io.output.line(text),
  note: (text) => io.output.note(io.output.dim(text)),
  findings: (findings) => io.output.line(findingsText(findings, io.output)),
  plan: (plan) => io.output.line(planText(plan, { paint: io.output, full: options.full ?? false })),
});

function lastLine(report: DeployReport): string {
  if (report.status === 'stopped') return `DEPLOY_STOPPED (${report.environment})`;
  return report.exit === 'done' ? `DEPLOY_OK (${report.environment})` : `DEPLOY_PARTLY (${report.environment})`;
}

function deployDocument(report: DeployReport, now: Date) {
  const { plan, result, steps, exit, environment } = report;
  const outcome = applyOutcome(report, now);
  const applied = plan ? applyDocument(plan, outcome) : { env: environment, status: outcome.status };
  return { ...applied, apply_id: result?.applyId, gate: plan?.gate, exit, steps };
}
