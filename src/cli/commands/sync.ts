import { setTimeout as wait } from 'node:timers/promises';
import { resolve } from 'node:path';
import { watch } from 'chokidar';
import { loadConfig } from '../../config/config.ts';
import { loadSyncConfig, readInterval } from '../../config/sync-config.ts';
import { Failure, messageOf } from '../../errors.ts';
import { outcomeOf } from '../../ingest/report.ts';
import { redactUrl } from '../../util/redact-url.ts';
import type { DefineCommand, Io } from '../command.ts';
import { openForIngest, reportText } from '../ingest-files.ts';
import { lockSync } from '../sync/lock.ts';
import { emptySync, type SyncReport, type SyncSetting, syncOnce } from '../sync/sync-once.ts';

interface SyncFlags {
  config?: string;
  once?: boolean;
  every?: string | true;
  watch?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

const EVERY_BY_DEFAULT = '15m';
/** A file that is still being written is left alone until it has been quiet for this long, in milliseconds. */
const QUIET_MS = 500;

export const define: DefineCommand = (command, io) => {
  command
    .option('--config <file>', 'what to read (default: sync_config.json of the project, else FEEDBACK_LOOP_SYNC_PATHS)')
    .option('--once', 'read what has changed, then end (the default)')
    .option('--every [interval]', `read again and again: 30s, 15m, 1h (default: of the file, else ${EVERY_BY_DEFAULT})`)
    .option('--watch', 'read whenever a file changes')
    .option('--dry-run', 'only say what would be read')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Files that have not changed since the last time are not opened. The database address stands in METRICS_DB_URI (or
METRICS_DB_URI_FILE, METRICS_DB_URI_COMMAND); it is never printed and never handed to another program.

Example, with cron, every hour:
  0 * * * * cd /path/to/project && npx feedback-loop sync --once --json >> sync.log 2>&1

Example:
  $ feedback-loop sync --dry-run`,
    )
    .action((flags: SyncFlags) => sync(io, flags));
};

async function sync(io: Io, flags: SyncFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  if ([flags.once, flags.every, flags.watch].filter(Boolean).length > 1) {
    throw new Failure('USAGE', '--once, --every and --watch exclude each other');
  }
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const { config: wanted, base } = loadSyncConfig(config, io.cwd, flags.config);
  if (flags.dryRun) {
    const document = { database: redactUrl(config.database.reveal()), sources: wanted.sources };
    io.output.result(document, () => wanted.sources.map((source) => resolve(base, source.path)).join('\n'));
    return;
  }
  const unlock = lockSync(config.env, config.database.reveal());
  try {
    const store = await openForIngest(io, config);
    try {
      const setting = { io, config, store, base, sources: wanted.sources };
      if (flags.watch) await untilStopped(setting, watching(setting));
      else if (flags.every) {
        const text = flags.every === true ? (wanted.every ?? EVERY_BY_DEFAULT) : flags.every;
        await untilStopped(setting, ticking(readInterval(text), io.signal));
      } else show(io, await syncOnce(setting));
    } finally {
      await store.close();
    }
  } finally {
    unlock();
  }
}

/** Syncs at the start and at each signal, until the process is told to stop; then it ends well. */
async function untilStopped(setting: SyncSetting, signals: AsyncIterable<void>): Promise<void> {
  const { io } = setting;
  const all = emptySync();
  const round = async (): Promise<void> => {
    try {
      const report = await syncOnce(setting);
      all.runs.push(...report.runs);
      all.failed.push(...report.failed);
      for (const run of report.runs)
        io.output.note(
          `${new Date(io.now()).toISOString()} ${run.input}: ${run.stored} stored, ${run.known} known, ${run.quarantined} quarantined`,
        );
      for (const { message } of report.failed) io.output.note(`${io.output.bad('✗')} ${message}`);
    } catch (thrown) {
      if (io.signal.aborted) return;
      // The database may come back; a service that ends at the first trouble helps nobody.
      io.output.note(`${io.output.bad('✗')} ${messageOf(thrown)}; will try again`);
    }
  };
  await round();
  for await (const _ of signals) await round();
  const sum = (pick: 'read' | 'stored' | 'quarantined'): number =>
    all.runs.reduce((total, run) => total + run[pick], 0);
  const totals = {
    runs: all.runs.length,
    read: sum('read'),
    stored: sum('stored'),
    quarantined: sum('quarantined'),
    failed: all.failed,
  };
  io.output.result(totals, `stopped: ${totals.runs} runs, ${totals.stored} new events`);
}

async function* ticking(ms: number, signal: AbortSignal): AsyncGenerator<void> {
  while (!signal.aborted) {
    try {
      await wait(ms, undefined, { signal });
    } catch {
      return;
    }
    yield;
  }
}

async function* watching({ io, base, sources }: SyncSetting): AsyncGenerator<void> {
  const watcher = watch(
    sources.map((source) => resolve(base, source.path)),
    { ignoreInitial: true, depth: 0, awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: 100 } },
  );
  let changed = false;
  let wake: (() => void) | undefined;
  const onChange = (): void => {
    changed = true;
    wake?.();
  };
  watcher.on('add', onChange).on('change', onChange);
  io.signal.addEventListener('abort', () => wake?.(), { once: true });
  try {
    while (!io.signal.aborted) {
      if (!changed) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
      if (io.signal.aborted) return;
      changed = false;
      yield;
    }
  } finally {
    await watcher.close();
  }
}

function show(io: Io, report: SyncReport): void {
  io.output.result(report, () => {
    const lines = report.runs.map((run) => reportText(io, run));
    if (report.unchanged.length > 0) lines.push(`unchanged: ${report.unchanged.join(', ')}`);
    return lines.length > 0 ? lines.join('\n') : 'There was nothing to read.';
  });
  for (const { message, code } of report.failed) io.output.note(`${io.output.bad('✗')} ${message}  [${code}]`);
  const outcome = outcomeOf(report.runs);
  if (report.failed.length > 0)
    io.output.exit(report.runs.length + report.unchanged.length > 0 ? 'partial' : 'invalid');
  else if (outcome !== 'done') io.output.exit(outcome);
}
