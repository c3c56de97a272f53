import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openInput } from '../../collect/open-input.ts';
import type { Config } from '../../config/config.ts';
import type { SyncSource } from '../../config/sync-config.ts';
import { Failure } from '../../errors.ts';
import { ingestInput } from '../../ingest/ingest.ts';
import type { RunReport } from '../../ingest/report.ts';
import type { Store } from '../../store/store.ts';
import type { Io } from '../command.ts';
import { type IngestFlags, ingestOptions, refreshAfter } from '../ingest-files.ts';

const READ = /\.(json|ndjson|jsonl)(\.gz)?$/i;

export interface SyncReport {
  runs: RunReport[];
  /** Files that have not changed since they were read last. */
  unchanged: string[];
  failed: { input: string; code: string; message: string }[];
}

export const emptySync = (): SyncReport => ({ runs: [], unchanged: [], failed: [] });

export interface SyncSetting {
  io: Io;
  config: Config;
  store: Store;
  base: string;
  sources: readonly SyncSource[];
}

/** Reads what has changed, each file as a run of its own. One bad file does not keep the others out. */
export async function syncOnce(setting: SyncSetting): Promise<SyncReport> {
  const report = emptySync();
  for (const source of setting.sources) {
    let files: string[] = [];
    try {
      files = filesOf(resolve(setting.base, source.path));
    } catch (thrown) {
      keepGoing(report, source.path, thrown);
    }
    for (const file of files) {
      setting.io.signal.throwIfAborted();
      try {
        await syncFile(setting, source, file, report);
      } catch (thrown) {
        keepGoing(report, file, thrown);
      } finally {
        setting.io.output.progress('');
      }
    }
  }
  await refreshAfter(setting.io, setting.store, report.runs);
  return report;
}

/** What concerns one input is noted; what concerns the database or the person ends the work. */
function keepGoing(report: SyncReport, input: string, thrown: unknown): void {
  if (!(thrown instanceof Failure) || !/^(FILE_|INPUT_)/.test(thrown.code)) throw thrown;
  report.failed.push({ input, code: thrown.code, message: thrown.message });
}

/** A file, or the files of a folder in order of name. */
function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new Failure('FILE_MISSING', `${path} does not exist`);
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => READ.test(name))
    .sort()
    .map((name) => join(path, name));
}

async function syncFile(setting: SyncSetting, source: SyncSource, file: string, report: SyncReport): Promise<void> {
  const { io, config, store } = setting;
  const name = realpathSync(file);
  // Before it is read: what is written meanwhile makes another fingerprint, and is read next time.
  const { size, mtimeMs } = statSync(file);
  const fingerprint = `${size}-${mtimeMs}`;
  const options = ingestOptions(io, config, flagsOf(source), file);
  if ((await lastFingerprint(store, options.source, name)) === fingerprint) {
    report.unchanged.push(name);
    return;
  }
  report.runs.push(
    await ingestInput(store, { name, bytes: await openInput(file, io.stdin) }, { ...options, fingerprint }),
  );
}

const flagsOf = (source: SyncSource): IngestFlags => ({
  code: source.code ?? true,
  ...(source.source === undefined ? {} : { source: source.source }),
  ...(source.timezone === undefined ? {} : { timezone: source.timezone }),
  ...(source.repository === undefined ? {} : { repository: source.repository }),
  ...(source.branch === undefined ? {} : { branch: source.branch }),
  ...(source.environment === undefined ? {} : { environment: source.environment }),
  ...(source.redact_emails === undefined ? {} : { redactEmails: source.redact_emails }),
});

/** Kept with the run in the database: another database has not read the file, whatever this machine did before. */
async function lastFingerprint(store: Store, source: string, input: string): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('ingest_runs')
    .select('report')
    .where('source', '=', source)
    .where('input', '=', input)
    .where('status', 'in', ['done', 'partial'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.report) return undefined;
  const { fingerprint } = JSON.parse(row.report) as { fingerprint?: string };
  return fingerprint;
}
