import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../config/config.ts';
import { Failure } from '../../../errors.ts';
import { compileProject } from '../../../superset/compile/compile.ts';
import { type Finding, hasErrors } from '../../../superset/finding.ts';
import { githubAnnotations, newFindings, sarif } from '../../../superset/validate/formats.ts';
import { packageVersion } from '../../../util/package-root.ts';
import type { DefineCommand } from '../../command.ts';
import { findingsText } from './findings-text.ts';
import { projectAt } from './project-at.ts';
import { runValidation } from './run-validation.ts';

interface Options {
  env: string;
  probe: boolean;
  against?: string;
  json?: boolean;
  sarif?: boolean;
  github?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--env <name>', 'environment to validate for: environments/NAME.yaml')
    .option('--no-probe', 'do not ask the database, even when it can be reached')
    .option('--against <ref>', 'show only what is new since a commit, branch or tag')
    .option('--json', 'one JSON document on stdout')
    .option('--sarif', 'a SARIF 2.1.0 document on stdout')
    .option('--github', 'annotations for GitHub Actions on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop assets validate --env local\n  feedback-loop assets validate --env prod --no-probe --against main',
    )
    .action(async (options: Options) => {
      io.output.json = Boolean(options.json ?? options.sarif);
      const config = loadConfig({ cwd: io.cwd, env: io.env });
      const check = async (projectDir: string, probe: boolean): ReturnType<typeof runValidation> =>
        runValidation(compileProject({ projectDir, environment: options.env, env: config.env }), config, {
          now: io.now().getTime(),
          probe,
        });
      const found = await check(config.projectDir, options.probe);
      const before =
        options.against === undefined ? [] : await findingsAt(config.projectDir, options.against, options.env, check);
      const findings = newFindings(found.findings, before);
      if (hasErrors(findings)) io.output.exit('invalid');
      if (options.sarif) {
        io.output.result(sarif(findings, { version: packageVersion(), projectDir: config.projectDir }), '');
        return;
      }
      if (options.github) {
        if (findings.length > 0) io.output.line(githubAnnotations(findings));
        return;
      }
      const count = (severity: Finding['severity']): number =>
        findings.filter((each) => each.severity === severity).length;
      const document = {
        environment: options.env,
        valid: !hasErrors(findings),
        errors: count('error'),
        warnings: count('warning'),
        notes: count('note'),
        probed: found.probed,
        queries: found.asked,
        ...(found.unreachable === undefined ? {} : { unreachable: found.unreachable }),
        findings,
      };
      io.output.result(document, () =>
        [
          ...(findings.length > 0 ? [findingsText(findings, io.output)] : []),
          ...(found.unreachable === undefined
            ? []
            : [io.output.dim(`The database was not asked: ${found.unreachable}`)]),
          hasErrors(findings)
            ? `${io.output.bad('✗')} Validation failed`
            : existsSync(join(config.projectDir, 'assets'))
              ? `${io.output.good('✅')} Validation complete${found.probed ? `: ${found.asked} queries put to the database` : ''}`
              : `${io.output.good('✅')} Nothing to validate: there are no templates in assets/ yet`,
        ].join('\n'),
      );
    });
};

/** What was wrong at a commit; nothing when the project or the environment was not there yet. */
async function findingsAt(
  projectDir: string,
  ref: string,
  environment: string,
  check: (projectDir: string, probe: boolean) => Promise<{ findings: Finding[] }>,
): Promise<Finding[]> {
  return projectAt(projectDir, ref, async (folder) => {
    try {
      return (await check(folder, false)).findings;
    } catch (thrown) {
      if (thrown instanceof Failure && existsSync(join(folder, 'environments', `${environment}.yaml`)) === false)
        return [];
      throw thrown;
    }
  });
}
