import type { Command } from 'commander';
import { type Config, loadConfig } from '../../../config/config.ts';
import { loadReports, REPORTS_FILE } from '../../../config/reports-config.ts';
import { messageOf } from '../../../errors.ts';
import type { Io } from '../../command.ts';
import { type Delivery, deliveriesOf, targetKey } from '../../report/deliveries.ts';
import { withStore } from '../../project-store.ts';
import { nextDue } from '../../report/send-reports.ts';
import { targetName } from '../../report/targets.ts';

export function defineReportList(command: Command, io: Io): void {
  command
    .description('the reports of reports.yaml: what, when, to whom')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop report list')
    .action(async (flags: { json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const config = loadConfig({ cwd: io.cwd, env: io.env });
      const scheduledReports = loadReports(config.projectDir);
      const last = scheduledReports.size > 0 ? await lastDeliveries(io, config) : [];
      const reports = [...scheduledReports].map(([name, scheduled]) => ({
        name,
        dashboard: scheduled.dashboard,
        format: scheduled.format,
        schedule: scheduled.schedule,
        timezone: scheduled.timezone,
        next: nextDue(scheduled, io.now())?.toISOString() ?? null,
        to: scheduled.to.map(targetName),
        last: last.filter(({ report }) => report === name),
      }));
      io.output.result({ reports }, () =>
        reports.length === 0
          ? `${REPORTS_FILE} names no report.`
          : reports
              .map((each) =>
                [
                  `${io.output.strong(each.name)}  ${each.dashboard} as ${each.format}`,
                  `  ${each.schedule} (${each.timezone}), next ${each.next ?? 'never'}`,
                  ...each.to.flatMap((target) => {
                    const known = each.last.find((one) => one.target === targetKey(target));
                    return [`  → ${target}`, ...(known ? [`    ${lastText(known, io)}`] : [])];
                  }),
                ].join('\n'),
              )
              .join('\n'),
      );
    });
}

/** Without a database there is nothing to say of the past. */
const lastDeliveries = (io: Io, config: Config): Promise<Delivery[]> =>
  withStore(io, deliveriesOf, { config }).catch((thrown: unknown) => {
    io.output.note(`${io.output.warn('!')} what was sent is not known: ${messageOf(thrown)}`);
    return [];
  });

function lastText({ state, due, sent, message }: Delivery, io: Io): string {
  if (state === 'sent') return `sent ${sent} for ${due}`;
  if (state === 'waiting') return 'nothing was due yet';
  if (state === 'sending') return `taken on for ${due}, and not known to have arrived`;
  return `${io.output.bad('failed')} for ${due}: ${message ?? ''}`;
}
