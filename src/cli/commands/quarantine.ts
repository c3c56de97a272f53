import { withStore } from '../project-store.ts';
import type { Command } from 'commander';
import { REFUSAL_REASONS } from '../../collect/raw-record.ts';
import { loadConfig } from '../../config/config.ts';
import { Failure } from '../../errors.ts';
import { retryQuarantine } from '../../ingest/retry-quarantine.ts';
import type { Store } from '../../store/store.ts';
import type { DefineCommand, Io } from '../command.ts';
import { refreshAfter } from '../ingest-files.ts';
import { hashKey } from '../state-folder.ts';

const STATES = ['open', 'retried', 'dropped'] as const;
type State = (typeof STATES)[number];

interface Filter {
  state?: string;
  reason?: string;
  kind?: string;
  source?: string;
  limit?: string;
  all?: boolean;
  json?: boolean;
}

const stateOf = (word: string): State => {
  const state = STATES.find((each) => each === word);
  if (state === undefined)
    throw new Failure('USAGE', `there is no state ${word}`, { hint: `Use ${STATES.join(', ')} or all.` });
  return state;
};

function select(store: Store, filter: Filter) {
  let query = store.db.selectFrom('quarantine');
  if (filter.state !== 'all') query = query.where('state', '=', stateOf(filter.state ?? 'open'));
  if (filter.reason !== undefined) query = query.where('reason', '=', filter.reason);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.source !== undefined) query = query.where('source', '=', filter.source);
  return query;
}

const addFilter = (command: Command): Command =>
  command
    .option('--reason <code>', 'only those refused for this reason')
    .option('--kind <kind>', 'only those of this kind of event')
    .option('--source <name>', 'only those of this source')
    .option('--json', 'print JSON');

export const define: DefineCommand = (command, io) => {
  command.addHelpText(
    'after',
    `
A record that ingest refuses is kept here, whole but without secrets, until somebody decides. After an upgrade or a
changed setting, retry puts it through ingest again.

Example:
  $ feedback-loop quarantine list --json`,
  );
  const sub = (name: string, summary: string): Command =>
    command.command(name).description(summary).copyInheritedSettings(command).exitOverride();

  addFilter(sub('list', 'records that were refused, newest first'))
    .option('--state <state>', 'open, retried, dropped or all', 'open')
    .option('--limit <n>', 'at most this many', '50')
    .addHelpText('after', '\nExample:\n  $ feedback-loop quarantine list --reason invalid_time')
    .action((flags: Filter) => list(io, flags));
  sub('show', 'one record, with its text')
    .argument('<id>', 'its number')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop quarantine show 1')
    .action((id: string, flags: { json?: boolean }) => show(io, id, flags));
  addFilter(sub('retry', 'put records through ingest again'))
    .argument('[ids...]', 'their numbers')
    .option('--all', 'all that are open (and match)')
    .option('--timezone <zone>', 'IANA zone of times that name none')
    .option('--no-code', 'store no code and no prompts')
    .option('--redact-emails', 'remove e-mail addresses, too')
    .addHelpText('after', '\nExample:\n  $ feedback-loop quarantine retry --all')
    .action((ids: string[], flags: RetryFlags) => retry(io, ids, flags));
  addFilter(sub('drop', 'mark records as not wanted; they are not shown again'))
    .argument('[ids...]', 'their numbers')
    .option('--all', 'all that are open (and match)')
    .option('--purge', 'delete them with their text')
    .option('--dry-run', 'only say how many')
    .addHelpText('after', '\nExample:\n  $ feedback-loop quarantine drop --reason unknown_list --dry-run')
    .action((ids: string[], flags: DropFlags) => drop(io, ids, flags));
};

type RetryFlags = Filter & { timezone?: string; code: boolean; redactEmails?: boolean };
type DropFlags = Filter & { purge?: boolean; dryRun?: boolean };

async function list(io: Io, flags: Filter): Promise<void> {
  io.output.json = flags.json ?? false;
  const limit = Number(flags.limit);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new Failure('USAGE', '--limit must be a whole number from 1');
  await withStore(io, async (store) => {
    const columns = [
      'id',
      'state',
      'reason',
      'kind',
      'input',
      'place',
      'source',
      'seen',
      'last_seen',
      'message',
    ] as const;
    const query = select(store, flags);
    const rows = await query.select(columns).orderBy('last_seen', 'desc').orderBy('id', 'desc').limit(limit).execute();
    const { count } = await query.select((e) => e.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    const total = Number(count);
    io.output.result({ total, records: rows }, () => {
      if (rows.length === 0) return 'Nothing is in quarantine.';
      const width = Math.max(...rows.map(({ id }) => String(id).length));
      const lines = rows.flatMap(({ id, reason, kind, input, place, message }) => [
        [String(id).padStart(width), io.output.warn(reason), ...(kind ? [kind] : []), `${input} ${place}`].join('  '),
        `${' '.repeat(width + 2)}${message}`,
      ]);
      const more = total > rows.length ? `\n${rows.length} of ${total}; --limit shows more` : '';
      return `${lines.join('\n')}${more}\n→ feedback-loop quarantine show ID`;
    });
  });
}

async function show(io: Io, id: string, flags: { json?: boolean }): Promise<void> {
  io.output.json = flags.json ?? false;
  await withStore(io, async (store) => {
    const [number] = numbers([id]);
    const row = await store.db
      .selectFrom('quarantine')
      .selectAll()
      .where('id', '=', number ?? 0)
      .executeTakeFirst();
    if (!row) throw new Failure('NOT_FOUND', `there is no record ${id} in quarantine`);
    io.output.result(row, () =>
      [
        `${row.reason}: ${row.message}`,
        ...(row.reason in REFUSAL_REASONS ? [`(${REFUSAL_REASONS[row.reason as keyof typeof REFUSAL_REASONS]})`] : []),
        `${row.input} ${row.place}  (${row.kind ?? 'unknown kind'}, ${row.state}, seen ${row.seen} times, last ${row.last_seen.slice(0, 19)})`,
        `source ${row.source}`,
        '',
        row.raw,
      ].join('\n'),
    );
  });
}

async function retry(io: Io, ids: string[], flags: RetryFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  await withStore(io, async (store) => {
    const report = await retryQuarantine(store, await chosen(store, ids, flags), {
      hashKey: hashKey(config.env),
      timezone: flags.timezone ?? config.timezone,
      noCode: !flags.code,
      redactEmails: flags.redactEmails ?? false,
      signal: io.signal,
      now: io.now,
    });
    await refreshAfter(io, store, report.runs);
    io.output.result(
      report,
      () => `${report.tried} tried: ${report.accepted} accepted, ${report.refused} still refused`,
    );
    if (report.refused > 0) io.output.exit(report.accepted > 0 ? 'partial' : 'invalid');
  });
}

async function drop(io: Io, ids: string[], flags: DropFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  await withStore(io, async (store) => {
    const wanted = await chosen(store, ids, flags);
    // In pieces: a statement takes only so many values.
    for (let at = 0; at < wanted.length && !flags.dryRun; at += 500) {
      const some = wanted.slice(at, at + 500);
      if (flags.purge) await store.db.deleteFrom('quarantine').where('id', 'in', some).execute();
      else await store.db.updateTable('quarantine').set({ state: 'dropped' }).where('id', 'in', some).execute();
    }
    const what = flags.purge ? 'deleted' : 'dropped';
    io.output.result({ [what]: flags.dryRun ? 0 : wanted.length, matched: wanted.length }, () =>
      flags.dryRun ? `${wanted.length} would be ${what}` : `${wanted.length} ${what}`,
    );
  });
}

const numbers = (ids: readonly string[]): number[] =>
  ids.map((id) => {
    const number = Number(id);
    if (!Number.isSafeInteger(number) || number < 1) throw new Failure('USAGE', `${id} is no number of a record`);
    return number;
  });

async function chosen(store: Store, ids: readonly string[], flags: Filter): Promise<number[]> {
  if (ids.length > 0) {
    const wanted = numbers(ids);
    for (const id of wanted) {
      const found = await store.db.selectFrom('quarantine').select('id').where('id', '=', id).executeTakeFirst();
      if (!found) throw new Failure('NOT_FOUND', `there is no record ${id} in quarantine`);
    }
    return wanted;
  }
  const anyFilter = flags.reason ?? flags.kind ?? flags.source;
  if (!flags.all && anyFilter === undefined) {
    throw new Failure('USAGE', 'name the records, or --all', { hint: 'See: feedback-loop quarantine list' });
  }
  return (await select(store, flags).select('id').orderBy('id').execute()).map((row) => Number(row.id));
}
