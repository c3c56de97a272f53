import type { Config } from '../../config/config.ts';
import { loadReports } from '../../config/reports-config.ts';
import { messageOf } from '../../errors.ts';
import { sleep } from '../../http/retry.ts';
import type { Io } from '../command.ts';
import { nextDue, sendReports } from './send-reports.ts';

const LONGEST_WAIT_MS = 60_000;

/**
 * Sends each report when it is due, until the process is told to stop; says on the log what was sent and what was not.
 * reports.yaml is read anew each time.
 */
export async function keepSending(io: Io, config: Config): Promise<{ sent: number; failed: number }> {
  let sent = 0;
  let failed = 0;
  while (!io.signal.aborted) {
    let wait = LONGEST_WAIT_MS;
    try {
      const reports = loadReports(config.projectDir);
      for (const each of await sendReports(io, config, reports)) {
        if (each.sent) sent += 1;
        else failed += 1;
        const sign = each.sent ? io.output.good('✓') : io.output.bad('✗');
        io.output.note(`${io.now().toISOString()} ${sign} report ${each.report}: ${each.message}`);
      }
      const now = io.now();
      const next = [...reports.values()].flatMap((each) => nextDue(each, now)?.getTime() ?? []);
      wait = Math.min(wait, ...next.map((time) => Math.max(500, time - now.getTime() + 200)));
    } catch (thrown) {
      if (io.signal.aborted) break;
      // A mistake that is being typed, or a database that is away, does not end a service.
      io.output.note(`${io.output.bad('✗')} reports: ${messageOf(thrown)}; will try again`);
    }
    await sleep(wait, io.signal).catch(() => undefined);
  }
  return { sent, failed };
}
