import type { Command } from 'commander';
import { loadConfig } from '../../../config/config.ts';
import { loadReports, REPORTS_FILE } from '../../../config/reports-config.ts';
import type { Io } from '../../command.ts';
import { nextDue } from '../../report/send-reports.ts';
import { targetName } from '../../report/targets.ts';

export function defineReportList(command: Command, io: Io): void {
  command
    .description('the reports of reports.yaml: what, when, to whom')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop report list')
    .action((flags: { json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const { projectDir } = loadConfig({ cwd: io.cwd, env: io.env });
      const reports = [...loadReports(projectDir)].map(([name, scheduled]) => ({
        name,
        dashboard: scheduled.dashboard,
        format: scheduled.format,
        schedule: scheduled.schedule,
        timezone: scheduled.timezone,
        next: nextDue(scheduled, io.now())?.toISOString() ?? null,
        to: scheduled.to.map(targetName),
      }));
      io.output.result({ reports }, () =>
        reports.length === 0
          ? `${REPORTS_FILE} names no report.`
          : reports
              .map((each) =>
                [
                  `${io.output.strong(each.name)}  ${each.dashboard} as ${each.format}`,
                  `  ${each.schedule} (${each.timezone}), next ${each.next ?? 'never'}`,
                  ...each.to.map((target) => `  → ${target}`),
                ].join('\n'),
              )
              .join('\n'),
      );
    });
}
