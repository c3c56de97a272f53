import { type Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../config/config.ts';
import type { HistoryEvent, LeftOut } from '../collect/history/history-event.ts';
import { backfill } from '../ingest/backfill.ts';
import { countOne } from '../ingest/read-counts.ts';
import { outcomeOf } from '../ingest/report.ts';
import { readMoment } from '../util/read-moment.ts';
import type { Io } from './command.ts';
import {
  addIngestOptions,
  type IngestFlags,
  ingestOptions,
  openForIngest,
  refreshAfter,
  reportText,
} from './ingest-files.ts';

export interface BackfillFlags extends IngestFlags {
  since: string;
  overlap?: boolean;
}

/** Why something was left out, in words. */
const REASONS: Readonly<Record<string, string>> = {
  too_old: 'older than --since',
  told_by_another_source: 'another source tells of this time already (--overlap takes them)',
  branch_not_certain: 'commits whose branch nobody can know (squashed, rebased or made on the main branch)',
  deployment_without_outcome: 'deployments without an outcome',
};

export const addBackfillOptions = (command: Command): Command =>
  addIngestOptions(
    command
      .option('--since <time>', 'ISO 8601, or a length before now; what is older is left out', isMoment, '90d')
      .option('--overlap', 'take also what happened after another source began to tell of it'),
  );

function isMoment(text: string): string {
  if (readMoment(text, new Date())) return text;
  throw new InvalidArgumentError('A time like 2026-01-31, 2026-01-31T12:00:00Z, 90d or 12w is needed.');
}

export interface HistorySetting {
  /** Whose account it is: the same on every machine, so that nothing is stored twice. */
  source: string;
  repository: string | undefined;
  input: string;
  format: string;
  read: (since: number, leftOut: LeftOut) => AsyncIterable<HistoryEvent> | Iterable<HistoryEvent>;
}

/** Reads some history into the project's database and prints the report. */
export async function runBackfill(io: Io, flags: BackfillFlags, setting: HistorySetting): Promise<void> {
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const since = (readMoment(flags.since, io.now()) ?? io.now()).getTime();
  const leftOut: Record<string, number> = {};
  const options = ingestOptions(io, config, { ...flags, source: flags.source ?? setting.source }, setting.input);
  // History is not of the change that the CI run at hand is about.
  const context = {
    ...(setting.repository === undefined ? {} : { repository: setting.repository }),
    ...(flags.branch === undefined ? {} : { branch: flags.branch }),
    ...(flags.commit === undefined ? {} : { commit_sha: flags.commit }),
    ...(options.context?.source_environment === undefined || flags.environment === undefined
      ? {}
      : { source_environment: options.context.source_environment }),
  };
  const store = flags.dryRun ? undefined : await openForIngest(io, config);
  try {
    const report = await backfill(
      store,
      setting.read(since, (reason) => countOne(leftOut, reason)),
      {
        ...options,
        context,
        since,
        leftOut,
        input: setting.input,
        format: setting.format,
        ...(flags.overlap ? { overlap: true } : {}),
      },
    );
    io.output.progress('');
    if (store) await refreshAfter(io, store, [report]);
    io.output.result({ ...report, since: new Date(since).toISOString() }, () =>
      [
        reportText(io, report),
        ...Object.entries(leftOut).map(([reason, count]) => `left out  ${count}  ${REASONS[reason] ?? reason}`),
      ].join('\n'),
    );
    const outcome = outcomeOf([report]);
    if (outcome !== 'done') io.output.exit(outcome);
  } finally {
    await store?.close();
  }
}
