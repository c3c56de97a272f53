import type { Command } from 'commander';
import { loadConfig } from '../../../config/config.ts';
import { loadReports } from '../../../config/reports-config.ts';
import { Failure } from '../../../errors.ts';
import type { Io } from '../../command.ts';
import { reportsToSend, sendReports, type SendOutcome } from '../../report/send-reports.ts';
import { keepSending } from '../../report/keep-sending.ts';
import { targetName } from '../../report/targets.ts';

interface Flags {
  allDue?: boolean;
  watch?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function defineSend(command: Command, io: Io): void {
  command
    .description('send a report of reports.yaml, or all that are due')
    .argument('[name]', 'send this one now, whatever its schedule')
    .option('--all-due', 'send what is due and was not sent yet')
    .option('--watch', 'stay and send each when it is due')
    .option('--dry-run', 'say what would be sent')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Each due time is sent once, whatever happens; a delivery that failed is tried again at the next run. What is due is
counted from the first run on. Exit code 6 when something could not be sent.

Example:
  $ feedback-loop report send --all-due`,
    )
    .action((name: string | undefined, flags: Flags) => send(io, name, flags));
}

async function send(io: Io, name: string | undefined, flags: Flags): Promise<void> {
  io.output.json = flags.json ?? false;
  const ways = [name !== undefined, flags.allDue, flags.watch].filter(Boolean).length;
  if (ways !== 1) throw new Failure('USAGE', 'name a report, or say --all-due or --watch');
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const reports = loadReports(config.projectDir);
  if (flags.dryRun) {
    const jobs = await reportsToSend(io, config, reports, name);
    const document = jobs.map((job) => ({
      report: job.name,
      due: job.due.toISOString(),
      targets: job.targets.map(targetName),
    }));
    io.output.result({ wouldSend: document }, () =>
      document.length === 0
        ? NOTHING_DUE
        : document.map(({ report, targets }) => [report, ...targets.map((each) => `  ${each}`)].join('\n')).join('\n'),
    );
    return;
  }
  if (flags.watch) {
    const { sent, failed } = await keepSending(io, config);
    io.output.result({ sent, failed }, `stopped: ${sent} sent, ${failed} failed`);
    if (failed > 0) io.output.exit('partial');
    return;
  }
  const outcomes = await sendReports(io, config, reports, name);
  show(io, outcomes);
}

const NOTHING_DUE = 'Nothing is due.';

function show(io: Io, outcomes: readonly SendOutcome[]): void {
  for (const each of outcomes) {
    if (!each.sent) io.output.note(`${io.output.bad('✗')} ${each.report}: ${each.message}  [REPORT_UNSENT]`);
    if (each.warning !== null) io.output.note(`${io.output.warn('!')} ${each.report}: ${each.warning}`);
    for (const chart of each.failedCharts)
      io.output.note(`${io.output.warn('!')} ${each.report}: ${chart} could not be drawn`);
  }
  const sent = outcomes.filter((each) => each.sent);
  io.output.result({ sent: sent.length, failed: outcomes.length - sent.length, deliveries: outcomes }, () =>
    outcomes.length === 0
      ? NOTHING_DUE
      : sent.map((each) => `${io.output.good('✓')} ${each.report}: ${each.message}`).join('\n') || 'Nothing was sent.',
  );
  if (sent.length < outcomes.length || outcomes.some((each) => each.warning !== null || each.failedCharts.length > 0))
    io.output.exit('partial');
}
