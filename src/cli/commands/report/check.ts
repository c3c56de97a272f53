import type { Command } from 'commander';
import { timeRange } from '../../../charts/time/time-range.ts';
import { loadConfig } from '../../../config/config.ts';
import { loadReports } from '../../../config/reports-config.ts';
import { messageOf } from '../../../errors.ts';
import { compileProject } from '../../../superset/compile/compile.ts';
import type { Io } from '../../command.ts';
import { requestFor } from '../../report/send-reports.ts';
import { checkTarget, targetName } from '../../report/targets.ts';

export function defineReportCheck(command: Command, io: Io): void {
  command
    .description('whether reports.yaml can be sent: dashboards, charts, filters, variables; sends nothing')
    .option('--json', 'print the mistakes as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop report check')
    .action((flags: { json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const config = loadConfig({ cwd: io.cwd, env: io.env });
      const reports = loadReports(config.projectDir);
      const mistakes = [...reports].flatMap(([name, scheduled]) => {
        const { bundle } = compileProject({
          projectDir: config.projectDir,
          environment: scheduled.environment,
          env: config.env,
        });
        const checks: [string, () => unknown][] = [
          [scheduled.dashboard, () => requestFor({ bundle }, scheduled)],
          ['time_range', () => timeRange(scheduled.time_range, { now: io.now().getTime() })],
          ...scheduled.to.map((target): [string, () => unknown] => [
            targetName(target),
            () => checkTarget(config, target),
          ]),
        ];
        return checks.flatMap(([what, check]) => {
          try {
            check();
            return [];
          } catch (thrown) {
            return [{ report: name, what, message: messageOf(thrown) }];
          }
        });
      });
      io.output.result({ reports: reports.size, mistakes }, () =>
        mistakes.length === 0
          ? `${io.output.good('✓')} ${reports.size} ${reports.size === 1 ? 'report' : 'reports'}`
          : mistakes.map((each) => `${io.output.bad('✗')} ${each.report}, ${each.what}: ${each.message}`).join('\n'),
      );
      if (mistakes.length > 0) io.output.exit('invalid');
    });
}
