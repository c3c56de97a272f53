import { openProjectStore } from './project-store.ts';
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { refreshSummaries } from '../analyze/summaries/refresh.ts';
import { openInput } from '../collect/open-input.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../errors.ts';
import { ingestInput } from '../ingest/ingest.ts';
import type { EventContext, IngestOptions } from '../ingest/options.ts';
import { outcomeOf, type RunReport, totalOf } from '../ingest/report.ts';
import { detectCi, machineSource } from '../ingest/source.ts';
import { readEventEnvironment, UNKNOWN } from '../model/vocabulary.ts';
import type { Store } from '../store/store.ts';
import type { Io } from './command.ts';
import { hashKey, machineId } from './state-folder.ts';

export interface IngestFlags {
  source?: string;
  timezone?: string;
  code: boolean;
  redactEmails?: boolean;
  batchSize?: string;
  repository?: string;
  branch?: string;
  commit?: string;
  environment?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** The options that every command which ingests has. */
export function addIngestOptions(command: Command): Command {
  return command
    .option('--source <name>', 'whose account this is (default: the CI run, else this machine and the file)')
    .option('--timezone <zone>', 'IANA zone of times that name none (default: FEEDBACK_LOOP_TIMEZONE or UTC)')
    .option('--repository <owner/name>', 'repository of events that name none')
    .option('--branch <name>', 'branch of events that name none')
    .option('--commit <sha>', 'commit of events that name none')
    .option('--environment <name>', 'where events that do not say it happened: local, development, staging, production')
    .option('--no-code', 'store no code and no prompts')
    .option('--redact-emails', 'remove e-mail addresses, too')
    .option('--batch-size <n>', 'events per transaction (default: 10000)')
    .option('--dry-run', 'read and check everything, store nothing')
    .option('--json', 'print the report as JSON');
}

export function ingestOptions(io: Io, config: Config, flags: IngestFlags, path: string): IngestOptions {
  const ci = detectCi(config.env);
  const context: EventContext = { ...ci?.context };
  if (flags.repository !== undefined) context.repository = flags.repository;
  if (flags.branch !== undefined) context.branch = flags.branch;
  if (flags.commit !== undefined) context.commit_sha = flags.commit;
  if (flags.environment !== undefined) context.source_environment = readEnvironment(flags.environment);
  return {
    source: flags.source ?? ci?.source ?? machineSource(machineId(config.env), realPath(path)),
    hashKey: hashKey(config.env),
    timezone: flags.timezone ?? config.timezone,
    noCode: !flags.code,
    redactEmails: flags.redactEmails ?? false,
    ...(flags.batchSize === undefined ? {} : { batchSize: readBatchSize(flags.batchSize) }),
    context,
    signal: io.signal,
    now: io.now,
    onProgress: (report) => io.output.progress(progressText(report)),
  };
}

function readBatchSize(text: string): number {
  const size = Number(text);
  if (Number.isSafeInteger(size) && size >= 1 && size <= 100_000) return size;
  throw new Failure('USAGE', '--batch-size must be a whole number from 1 to 100000');
}

function readEnvironment(word: string): string {
  const environment = readEventEnvironment(word);
  if (environment === UNKNOWN && word !== UNKNOWN) {
    throw new Failure('USAGE', `there is no environment ${word}`, {
      hint: 'Use local, development, staging or production.',
    });
  }
  return environment;
}

const realPath = (path: string): string => {
  if (path === '-') return 'stdin';
  return existsSync(path) ? realpathSync(path) : path;
};

/** Opens the project's database, making it and its schema where they are missing: ingest is often the first thing run. */
export const openForIngest = (io: Io, config: Config): Promise<Store> =>
  openProjectStore(io, config, { create: true, migrate: true });

/**
 * The summary tables follow the events. Also after a run that stored nothing: the one before may have been killed
 * between its last batch and its summaries.
 */
export async function refreshAfter(io: Io, store: Store, reports: readonly RunReport[]): Promise<void> {
  if (reports.length > 0) await refreshSummaries(store, { now: io.now() });
}

/** Reads the files one after the other, each as a run of its own, and prints the report. */
export async function runIngest(io: Io, config: Config, files: readonly string[], flags: IngestFlags): Promise<void> {
  const reports: RunReport[] = [];
  const failures: { input: string; failure: Failure }[] = [];
  const inputs = files.map((file) => ({ name: file, path: file === '-' ? file : resolve(io.cwd, file) }));
  let store: Store | undefined;
  try {
    for (const { name, path } of inputs) {
      try {
        const bytes = await openInput(path, io.stdin);
        if (!flags.dryRun) store ??= await openForIngest(io, config);
        const options = ingestOptions(io, config, flags, path);
        reports.push(await ingestInput(store, { name, bytes }, options));
      } catch (thrown) {
        // One bad file must not keep the others out; what concerns them all ends the work.
        const ofTheFile = thrown instanceof Failure && /^(FILE_|INPUT_)/.test(thrown.code);
        if (!ofTheFile || inputs.length === 1) throw thrown;
        failures.push({ input: name, failure: thrown });
      } finally {
        io.output.progress('');
      }
    }
    if (store) await refreshAfter(io, store, reports);
  } finally {
    await store?.close();
  }
  report(io, reports, failures);
}

function report(io: Io, reports: readonly RunReport[], failures: { input: string; failure: Failure }[]): void {
  const document =
    reports.length === 1 && failures.length === 0
      ? reports[0]
      : {
          runs: reports,
          failed: failures.map(({ input, failure }) => ({ input, code: failure.code, message: failure.message })),
        };
  io.output.result(document, () => reports.map((each) => reportText(io, each)).join('\n'));
  for (const { failure } of failures) io.output.note(`${io.output.bad('✗')} ${failure.message}  [${failure.code}]`);
  const outcome = outcomeOf(reports);
  if (failures.length > 0) io.output.exit(reports.length > 0 ? 'partial' : 'invalid');
  else if (outcome !== 'done') io.output.exit(outcome);
}

const number = (value: number): string => value.toLocaleString('en-US');

const progressText = (report: RunReport): string =>
  `${report.input}: ${number(report.read)} read, ${number(report.stored)} stored, ${number(report.recordsPerSecond)} records/s`;

const named = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(', ');

/** The report of one run for a person: only what happened has a line. */
export function reportText(io: Io, report: RunReport): string {
  const { output } = io;
  const rows: [string, string, string][] = [['read', number(report.read), `${report.format}, source ${report.source}`]];
  if (report.run === null) rows.push(['good', number(totalOf(report.kinds)), 'nothing was stored (--dry-run)']);
  else {
    rows.push(['stored', number(report.stored), 'new events']);
    rows.push(['already known', number(report.known), '']);
  }
  if (totalOf(report.kinds) > 0) {
    rows.push(['kinds', String(Object.keys(report.kinds).length), named(report.kinds)]);
  }
  const some = (label: string, count: number, note: string): void => {
    if (count > 0) rows.push([label, number(count), note]);
  };
  some('quarantined', report.quarantined, named(report.reasons));
  some('secrets removed', totalOf(report.redacted), named(report.redacted));
  some('texts cut', report.cut, 'to the longest their column takes');
  some('texts mended', report.replaced, 'NUL or half characters became U+FFFD');
  some('no numbers', report.notNumbers, 'NaN or Infinity, read as missing');
  some('without zone', report.withoutZone, `read as ${report.timezone}`);
  some('recounted', report.recounted, 'later readings, because this one came late');
  some('without a place', totalOf(report.ignored), named(report.ignored));
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: ['left', 'right', 'left'],
  });
  table.push(...rows);
  const sign = report.status === 'done' ? output.good('✓') : output.warn('!');
  const head = `${sign} ${output.strong(report.input)}  ${report.seconds.toFixed(1)} s, ${number(report.recordsPerSecond)} records/s`;
  const lines = [head, table.toString()];
  if (report.truncated) lines.push(output.warn('The input ends in the middle: get the whole file and run again.'));
  if (report.quarantined > 0 && report.run !== null) lines.push('→ feedback-loop quarantine list');
  return lines.join('\n');
}

const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);
