import { ingestRecords } from '../ingest/ingest.ts';
import type { RunReport } from '../ingest/report.ts';
import type { Store } from '../store/store.ts';
import { generateSample, type SampleOptions } from './generate.ts';
import type { PlantedEffect } from './planted.ts';
import type { SampleRecord } from './simulate/world.ts';
import { writeApiRows } from './write-api-rows.ts';

export interface LoadedSample {
  report: RunReport;
  planted: PlantedEffect[];
  /** Whether people, teams, patterns … were written; false when an earlier sample had written them. */
  apiWritten: boolean;
}

/** Whose account the events are: another seed, end or length is another account of the world. */
const sampleSource = (options: SampleOptions): string =>
  ['sample', options.seed, options.now.toISOString(), options.days ?? 90, ...(options.null ? ['null'] : [])].join(':');

/**
 * Generates the sample and loads it: the rows of the API tables, then the events through the ordinary door. The same
 * sample again adds nothing. Summaries are the caller's to refresh.
 * @throws Failure of the store
 */
export async function loadSample(
  store: Store,
  options: SampleOptions & { hashKey: string; signal?: AbortSignal },
): Promise<LoadedSample> {
  const sample = generateSample(options);
  const { teams, written } = await writeApiRows(store, sample.api);
  const report = await ingestRecords(store, events(sample.records, teams), {
    source: sampleSource(options),
    input: 'sample',
    hashKey: options.hashKey,
    now: () => options.now,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return { report, planted: sample.planted, apiWritten: written };
}

function* events(
  records: readonly SampleRecord[],
  teams: ReadonlyMap<string, number>,
): Generator<Record<string, unknown>> {
  for (const { kind, data } of records) {
    const { team, ...rest } = data;
    yield { kind, ...rest, ...(typeof team === 'string' && teams.has(team) ? { team_id: teams.get(team) } : {}) };
  }
}
