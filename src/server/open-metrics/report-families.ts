import type { Store } from '../../store/store.ts';
import { instantMs } from '../../util/instant.ts';
import type { Family } from './family.ts';

/** How the deliveries of one scheduled report stand. Its targets are not named: they may be addresses of people. */
interface ReportState {
  report: string;
  /** Targets whose last due time failed, or was cut off half-way more than ten minutes ago. */
  failing: number;
  /** Seconds since 1970. */
  lastSent: number | null;
}

const CUT_OFF_MS = 600_000;

export async function readReports(store: Store, now: number): Promise<ReportState[]> {
  const rows = await store.db
    .selectFrom('report_deliveries')
    .select(['report', 'state', 'changed_at', 'sent_at'])
    .orderBy('report')
    .execute();
  const states = new Map<string, ReportState>();
  for (const { report, state, changed_at: changedAt, sent_at: sentAt } of rows) {
    const known = states.get(report) ?? { report, failing: 0, lastSent: null };
    const isCutOff = state === 'sending' && now - instantMs(changedAt) > CUT_OFF_MS;
    if (state === 'failed' || isCutOff) known.failing += 1;
    if (sentAt !== null) known.lastSent = Math.max(known.lastSent ?? 0, instantMs(sentAt) / 1_000);
    states.set(report, known);
  }
  return [...states.values()];
}

export function reportFamilies(reports: readonly ReportState[], organization: string): Family[] {
  return [
    {
      name: 'feedback_loop_report_failing',
      type: 'gauge',
      help: 'Targets of a scheduled report whose last delivery failed.',
      samples: reports.map(({ report, failing }) => ({ labels: { organization, report }, value: failing })),
    },
    {
      name: 'feedback_loop_report_last_sent_timestamp_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When a scheduled report was last sent, in seconds since 1970.',
      samples: reports.flatMap(({ report, lastSent }) =>
        lastSent === null ? [] : [{ labels: { organization, report }, value: lastSent }],
      ),
    },
  ];
}
