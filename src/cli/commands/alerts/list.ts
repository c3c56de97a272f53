import { readAlerts } from '../../../alerts/update-alerts.ts';
import { instantMs } from '../../../util/instant.ts';
import type { DefineCommand } from '../../command.ts';
import { dayText, plainTable } from '../metrics/format.ts';
import { withStore } from '../../project-store.ts';

const iso = (instant: string | null): string | null =>
  instant === null ? null : new Date(instantMs(instant)).toISOString();

export const defineList: DefineCommand = (command, io) => {
  command
    .description('what fires, since when, and who knows; as of the last check')
    .option('--all', 'also what has ended')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop alerts list --all')
    .action(async (flags: { all?: boolean; json?: boolean }) => {
      io.output.json = flags.json ?? false;
      const stored = await withStore(io, readAlerts);
      const alerts = stored
        .filter(({ state }) => flags.all || state === 'firing')
        .map(({ organization_id: _organization, fingerprint: _fingerprint, ...alert }) => ({
          ...alert,
          since: iso(alert.since) ?? '',
          seen_at: iso(alert.seen_at),
          notified_at: iso(alert.notified_at),
          acknowledged_at: iso(alert.acknowledged_at),
        }));
      io.output.result({ alerts }, () => {
        if (alerts.length === 0) return 'No alert is firing.';
        const table = plainTable();
        for (const { alert, severity, state, since, acknowledged_at, note, message } of alerts) {
          const sign = state === 'resolved' ? io.output.good('✓ ended') : io.output.bad(`✗ ${severity}`);
          const known = acknowledged_at ? `known${note ? `: ${note}` : ''}` : '';
          table.push([sign, io.output.strong(alert), `since ${dayText(since)}`, known, message]);
        }
        return table.toString();
      });
    });
};
