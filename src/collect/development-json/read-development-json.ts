import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { EventKind } from '../../model/kinds.ts';
import type { HistoryEvent } from '../history/history-event.ts';
import { fileFailure } from '../open-input.ts';
import { parseRecordText } from '../parse-record.ts';
import { refusedRecord } from '../raw-record.ts';

type Fields = Record<string, unknown>;

interface Shape {
  kind: EventKind;
  /** A field that only files of this shape have. */
  told: string;
  fields: (sent: Fields, name: string) => Fields;
}

const whole = (seconds: unknown): unknown => (typeof seconds === 'number' ? Math.round(seconds) : seconds);
const milliseconds = (seconds: unknown): unknown => (typeof seconds === 'number' ? seconds * 1_000 : seconds);

/** `executionTimeSeconds` -> `execution_time_seconds`. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The four sorts of files that spec/5's projects left in development-metrics/ (camelCase; snake_case is read, too). */
const SHAPES: readonly Shape[] = [
  {
    kind: 'test_run',
    told: 'total_tests',
    fields: ({ timestamp, ...sent }, name) => ({
      run_id: name,
      ...sent,
      run_timestamp: timestamp,
      execution_time_seconds: whole(sent.execution_time_seconds),
    }),
  },
  {
    kind: 'performance',
    told: 'build_type',
    fields: ({ build_type: type, timestamp, execution_time_seconds: seconds, ...details }) => ({
      metric_type: 'build',
      function_name: type,
      execution_time_ms: milliseconds(seconds),
      timestamp,
      details,
    }),
  },
  {
    kind: 'performance',
    told: 'source_files',
    fields: ({ timestamp, ...details }) => ({ metric_type: 'complexity', timestamp, details }),
  },
  {
    kind: 'llm_call',
    told: 'prompt',
    fields: ({ timestamp, ...raw }) => ({ timestamp, raw }),
  },
];

/** Folders whose files are told by where they lie when their content cannot be read. */
const FOLDERS: Readonly<Record<string, EventKind>> = {
  tests: 'test_run',
  builds: 'performance',
  complexity: 'performance',
  prompts: 'llm_call',
};

/**
 * The JSON files of a folder like development-metrics/ and of the folders in it, in the order of their names. A file that
 * is no JSON or of no known shape becomes a refused record: it is held in quarantine, and harms no other.
 * @throws Failure FILE_MISSING, FILE_UNREADABLE
 */
export function* readDevelopmentJson(folder: string): Generator<HistoryEvent> {
  for (const path of jsonFiles(folder)) {
    const place = relative(folder, path).split(sep).join('/');
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    yield* eventsOf(text, place);
  }
}

function jsonFiles(folder: string): string[] {
  try {
    if (!statSync(folder).isDirectory()) return [folder];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile());
  } catch (cause) {
    throw fileFailure(cause, folder);
  }
}

function* eventsOf(text: string, place: string): Generator<HistoryEvent> {
  const list = listOf(text);
  if (list === undefined) {
    yield eventOf(text, place, place);
    return;
  }
  for (const [index, item] of list.entries()) yield eventOf(JSON.stringify(item), `${place}/${index}`, place);
}

/** A file may hold a list of entries. */
function listOf(text: string): unknown[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function eventOf(text: string, place: string, file: string): HistoryEvent {
  const folder = FOLDERS[file.split('/').at(-2) ?? ''];
  const parsed = parseRecordText(text);
  const value =
    parsed.value && Object.fromEntries(Object.entries(parsed.value).map(([name, each]) => [snake(name), each]));
  const shape = value && SHAPES.find(({ told }) => value[told] !== undefined);
  if (parsed.value === undefined || value === undefined || shape === undefined) {
    const message = 'the file is none of the four sorts: no totalTests, buildType, sourceFiles or prompt';
    const refusal = parsed.refusal ?? { reason: 'missing_field' as const, message };
    return { at: undefined, record: refusedRecord(refusal, { kind: folder, text, place }) };
  }
  const { kind } = shape;
  const name = place.replace(/\.json/, '');
  const fields = { kind, ...shape.fields(value, name) };
  return {
    at: timeOf(value.timestamp),
    // Its identity is of what was sent, wherever the file lies.
    record: { kind, value: parsed.value, fields, text: JSON.stringify(fields), place, cumulative: false },
  };
}

const ZONELESS = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/;

/** Good enough to tell whether it is old; ingest reads it exactly. */
function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = Date.parse(ZONELESS.test(value) ? `${value.replace(' ', 'T')}Z` : value);
  return Number.isNaN(ms) ? undefined : ms;
}
