import type { Refusal } from '../../collect/raw-record.ts';
import { type EventKind, tableOfKind } from '../../model/kinds.ts';
import { readEventEnvironment, UNKNOWN } from '../../model/vocabulary.ts';

type Fields = Readonly<Record<string, unknown>>;

const enumerations = new Map<EventKind, string[]>();

function enumerated(kind: EventKind): string[] {
  let names = enumerations.get(kind);
  if (names === undefined) {
    names = tableOfKind(kind)
      .columns.filter((column) => column.values !== undefined)
      .map((column) => column.name);
    enumerations.set(kind, names);
  }
  return names;
}

const ENVIRONMENTS = new Set(['environment', 'source_environment']);

/**
 * Spelling before validation: enumerated words in lower case, environments by their many names, an empty label as a
 * missing one. Answers the same object when nothing changes.
 */
export function prepareFields(kind: EventKind, sent: Fields): Fields {
  let changed: Record<string, unknown> | undefined;
  const set = (name: string, value: unknown): void => {
    changed ??= { ...sent };
    changed[name] = value;
  };
  for (const name of enumerated(kind)) {
    const value = sent[name];
    if (typeof value !== 'string') continue;
    const word = value.trim().toLowerCase();
    if (ENVIRONMENTS.has(name)) set(name, readEventEnvironment(word));
    else if (word === '') set(name, null);
    else if (word !== value) set(name, word);
  }
  if (kind === 'deployment_issue' && typeof sent.environment === 'string') {
    // Free text in the spec: a spelling we know becomes the one we use, another word stays.
    const word = sent.environment.trim();
    const environment = readEventEnvironment(word);
    set('environment', environment === UNKNOWN ? word : environment);
    if (sent.source_environment === undefined) set('source_environment', environment);
  }
  return changed ?? sent;
}

/** What only makes sense for one kind: figures that follow from others, and checks across fields. */
export function finishFields(kind: EventKind, fields: Record<string, unknown>): Refusal | undefined {
  if (kind === 'code_generation') {
    const list = fields.patterns_applied;
    fields.patterns_count ??= Array.isArray(list) ? list.length : null;
  }
  if (kind === 'deployment' || kind === 'deployment_issue') fields.source_environment ??= fields.environment;
  if (kind === 'deployment_issue') {
    fields.source_environment = readEventEnvironment(fields.source_environment as string | null);
  }
  return kind === 'test_run' ? finishTestRun(fields) : undefined;
}

function finishTestRun(fields: Record<string, unknown>): Refusal | undefined {
  const parts = ['passed_tests', 'failed_tests', 'skipped_tests'] as const;
  const counted = parts.map((name) => fields[name] as number | null | undefined);
  const sum = counted.reduce<number>((total, each) => total + (each ?? 0), 0);
  if (fields.total_tests == null) {
    if (counted.every((each) => each == null)) {
      return { reason: 'missing_field', message: 'total_tests is missing' };
    }
    fields.total_tests = sum;
  }
  if (sum > (fields.total_tests as number)) {
    return {
      reason: 'invalid_value',
      message: `passed, failed and skipped tests are ${sum}, more than total_tests ${String(fields.total_tests)}`,
    };
  }
  const ran = (counted[0] ?? 0) + (counted[1] ?? 0);
  fields.pass_rate ??= ran === 0 ? null : Math.round(((counted[0] ?? 0) / ran) * 10_000) / 100;
  return undefined;
}
