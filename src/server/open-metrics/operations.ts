import { sql } from 'kysely';
import { EVENT_KINDS, type EventKind, KINDS } from '../../model/kinds.ts';
import { PATTERN_APPLICATION } from '../../store/rollup.ts';
import type { Store } from '../../store/store.ts';
import { instantMs } from '../../util/instant.ts';
import type { Family, Sample } from './family.ts';

/** How the database itself is doing. Times are seconds since 1970. */
export interface Operations {
  dataVersion: number;
  stored: { kind: string; events: number }[];
  newest: { kind: EventKind; at: number }[];
  quarantine: { state: string; reason: string; records: number }[];
  runs: { status: string; runs: number }[];
  last: LastRun | null;
}

interface LastRun {
  status: string;
  startedAt: number;
  finishedAt: number | null;
  records: Record<'read' | 'stored' | 'known' | 'quarantined', number>;
}

const RUN_STATES = ['running', 'done', 'partial', 'failed'];

const seconds = (instant: string): number => instantMs(instant) / 1_000;

export async function readOperations(store: Store): Promise<Operations> {
  const { db } = store;
  const dataVersion = await store.dataVersion();
  const stored = await db
    .selectFrom('rollup_daily')
    .select((eb) => ['kind', eb.fn.sum<number>('events').as('events')])
    .where('kind', '<>', PATTERN_APPLICATION)
    .groupBy('kind')
    .orderBy('kind')
    .execute();
  const newest: Operations['newest'] = [];
  for (const kind of EVENT_KINDS) {
    const { table, time } = KINDS[kind];
    const { rows } = await sql<{
      at: string | null;
    }>`select max(${sql.ref(time)}) as at from ${sql.table(table)}`.execute(db);
    const at = rows[0]?.at;
    if (at) newest.push({ kind, at: seconds(at) });
  }
  const quarantine = await db
    .selectFrom('quarantine')
    .select((eb) => ['state', 'reason', eb.fn.countAll<number>().as('records')])
    .groupBy(['state', 'reason'])
    .orderBy('state')
    .orderBy('reason')
    .execute();
  const runs = await db
    .selectFrom('ingest_runs')
    .select((eb) => ['status', eb.fn.countAll<number>().as('runs')])
    .where('status', '<>', 'running')
    .groupBy('status')
    .orderBy('status')
    .execute();
  const last = await db.selectFrom('ingest_runs').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();
  return {
    dataVersion: Number(dataVersion),
    stored: stored.map(({ kind, events }) => ({ kind, events: Number(events) })),
    newest,
    quarantine: quarantine.map((row) => ({ ...row, records: Number(row.records) })),
    runs: runs.map((row) => ({ ...row, runs: Number(row.runs) })),
    last: last
      ? {
          status: last.status,
          startedAt: seconds(last.started_at),
          finishedAt: last.finished_at === null ? null : seconds(last.finished_at),
          records: {
            read: Number(last.records_read),
            stored: Number(last.events_stored),
            known: Number(last.events_known),
            quarantined: Number(last.records_quarantined),
          },
        }
      : null,
  };
}

/** What is stored, refused and how old it is. `now` is in milliseconds: ages are as of the scrape. */
export function operationFamilies(
  operations: Operations,
  context: { organization: string; version: string; now: number },
): Family[] {
  const { organization } = context;
  const { last, newest } = operations;
  const gauge = (name: string, help: string, samples: Sample[], unit?: string): Family => ({
    name: `feedback_loop_${name}`,
    type: 'gauge',
    help,
    samples,
    ...(unit ? { unit } : {}),
  });
  const until = newest.length > 0 ? [Math.max(...newest.map(({ at }) => at))] : [];
  const one = (value: number | null | undefined): Sample[] =>
    value === null || value === undefined ? [] : [{ labels: { organization }, value }];
  return [
    {
      name: 'feedback_loop_build',
      type: 'info',
      help: 'Version of feedback-loop that answers.',
      samples: [{ labels: { version: context.version }, value: 1 }],
    },
    {
      name: 'feedback_loop_events_stored',
      type: 'counter',
      help: 'Events ever stored, by kind; those that retention removed are among them.',
      samples: operations.stored.map(({ kind, events }) => ({ labels: { organization, kind }, value: events })),
    },
    gauge(
      'newest_event_timestamp_seconds',
      'When the newest event of each kind happened, in seconds since 1970.',
      newest.map(({ kind, at }) => ({ labels: { organization, kind }, value: at })),
      'seconds',
    ),
    gauge(
      'data_age_seconds',
      'How long ago the newest event of any kind happened.',
      until.flatMap((at) => one(Math.round(context.now - at * 1_000) / 1_000)),
      'seconds',
    ),
    gauge('data_version', 'Counts up with every write of events.', one(operations.dataVersion)),
    gauge(
      'quarantine_records',
      'Records that were refused, by what became of them and why they were refused.',
      operations.quarantine.map(({ state, reason, records }) => ({
        labels: { organization, state, reason },
        value: records,
      })),
      'records',
    ),
    {
      name: 'feedback_loop_ingest_runs',
      type: 'counter',
      help: 'Runs of ingest that ended, by how they ended.',
      samples: operations.runs.map(({ status, runs }) => ({ labels: { organization, status }, value: runs })),
    },
    gauge(
      'ingest_last_run_start_timestamp_seconds',
      'When the last run of ingest began, in seconds since 1970.',
      one(last?.startedAt),
      'seconds',
    ),
    gauge(
      'ingest_last_run_duration_seconds',
      'How long the last run of ingest took.',
      last?.finishedAt ? one(last.finishedAt - last.startedAt) : [],
      'seconds',
    ),
    gauge(
      'ingest_last_run_records',
      'What became of the records of the last run of ingest.',
      last
        ? Object.entries(last.records).map(([outcome, value]) => ({ labels: { organization, outcome }, value }))
        : [],
      'records',
    ),
    {
      name: 'feedback_loop_ingest_last_run_status',
      type: 'stateset',
      help: 'How the last run of ingest ended.',
      samples: last
        ? RUN_STATES.map((state) => ({
            labels: { organization, feedback_loop_ingest_last_run_status: state },
            value: Number(last.status === state),
          }))
        : [],
    },
  ];
}
