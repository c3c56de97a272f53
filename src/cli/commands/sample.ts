import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { refreshSummaries } from '../../analyze/summaries/refresh.ts';
import { loadConfig } from '../../config/config.ts';
import { generateSample, type SampleOptions } from '../../sample/generate.ts';
import { loadSample } from '../../sample/load.ts';
import type { PlantedEffect } from '../../sample/planted.ts';
import { upstreamDocument } from '../../sample/upstream-file.ts';
import type { DefineCommand, Io } from '../command.ts';
import { openForIngest } from '../ingest-files.ts';
import { hashKey } from '../state-folder.ts';

interface SampleFlags {
  seed: number;
  days: number;
  now?: Date;
  null?: boolean;
  out?: string;
  planted?: string;
  dryRun?: boolean;
  json?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .option('--seed <number>', 'the same seed, moment and length give the same sample', wholeNumber, 1)
    .option('--days <number>', 'how many days it covers', wholeNumber, 90)
    .option('--now <time>', 'when it ends, ISO 8601 (default: now)', moment)
    .option('--null', 'plant no effects: for counting false alarms')
    .option('--out <file>', 'write it as a metrics JSON file instead of loading it')
    .option('--planted <file>', 'write the list of planted effects, as JSON')
    .option('--dry-run', 'say what would be loaded, load nothing')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
An invented company: five teams, three repositories, eleven patterns, and effects planted in the data that figures must
find. Loading the same sample again adds nothing.

Example:
  $ feedback-loop sample --seed 1 --days 90`,
    )
    .action(async (flags: SampleFlags) => {
      io.output.json = flags.json ?? false;
      const options = {
        seed: flags.seed,
        days: flags.days,
        now: flags.now ?? io.now(),
        ...(flags.null ? { null: true } : {}),
      };
      if (flags.dryRun || flags.out !== undefined) writeOrCount(io, options, flags);
      else await load(io, options, flags);
    });
};

function writeOrCount(io: Io, options: SampleOptions, flags: SampleFlags): void {
  const sample = generateSample(options);
  const kinds: Record<string, number> = {};
  for (const { kind } of sample.records) kinds[kind] = (kinds[kind] ?? 0) + 1;
  if (flags.out !== undefined && !flags.dryRun) {
    const document = upstreamDocument(sample.records);
    writeFileSync(resolve(io.cwd, flags.out), `${JSON.stringify(document, null, 2)}\n`);
    writePlanted(io, flags.planted, sample.planted);
  }
  io.output.result({ file: flags.dryRun ? null : flags.out, kinds, planted: sample.planted }, () =>
    [
      flags.dryRun || flags.out === undefined
        ? `${sample.records.length} events would be loaded`
        : `${io.output.good('✓')} ${flags.out} holds the sample in the shape of metrics_data.json`,
      ...Object.entries(kinds).map(([kind, count]) => `  ${kind} ${count}`),
    ].join('\n'),
  );
}

async function load(io: Io, options: SampleOptions, flags: SampleFlags): Promise<void> {
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const store = await openForIngest(io, config);
  try {
    const loaded = await loadSample(store, { ...options, hashKey: hashKey(config.env), signal: io.signal });
    const summaries = await refreshSummaries(store, { now: options.now });
    writePlanted(io, flags.planted, loaded.planted);
    io.output.result({ ...loaded, summaries }, () => {
      const { stored, known, seconds } = loaded.report;
      return [
        `${io.output.good('✓')} sample loaded: ${stored} new events, ${known} already known, ${seconds.toFixed(1)} s`,
        loaded.apiWritten
          ? '  with its people, teams and patterns'
          : '  its people, teams and patterns were there already',
        `  ${loaded.planted.length} effects are planted in it${flags.planted ? `: see ${flags.planted}` : ''}`,
      ].join('\n');
    });
  } finally {
    await store.close();
  }
}

function writePlanted(io: Io, file: string | undefined, planted: readonly PlantedEffect[]): void {
  if (file !== undefined) writeFileSync(resolve(io.cwd, file), `${JSON.stringify(planted, null, 2)}\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('A whole number is needed.');
  return value;
}

function moment(text: string): Date {
  const value = new Date(text);
  if (Number.isNaN(value.getTime())) throw new InvalidArgumentError('A time like 2026-01-31T12:00:00Z is needed.');
  return value;
}
