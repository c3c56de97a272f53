import type { EventKind } from '../../model/kinds.ts';

type Fields = Record<string, unknown>;

/** Names that files in the wild use for our columns (development-metrics §1.2), per kind: theirs -> ours. */
const NAMES: Partial<Record<EventKind, Readonly<Record<string, string>>>> = {
  performance: { operation: 'function_name', duration_ms: 'execution_time_ms' },
  deployment_issue: { error: 'root_cause' },
  code_generation: { metadata: 'generation_metadata' },
  llm_call: { duration: 'duration_seconds' },
};

const isObject = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * An entry of upstream metrics JSON under our names of columns. A name of ours that is there already wins. The entry
 * itself is never changed: identity is computed from what was sent.
 */
export function renameFields(kind: EventKind, value: Fields): Fields {
  const names = NAMES[kind];
  const renamed = names ? rename(value, names) : value;
  return kind === 'performance' ? performanceFields(renamed, value) : renamed;
}

function rename(value: Fields, names: Readonly<Record<string, string>>): Fields {
  let result: Fields | undefined;
  for (const theirs in names) {
    const ours = names[theirs] as string;
    if (value[theirs] === undefined || value[ours] !== undefined) continue;
    // A copy in one piece, then the change: much cheaper than building it key by key.
    result ??= { ...value };
    result[ours] = value[theirs];
    result[theirs] = undefined;
  }
  return result ?? value;
}

/** `details` by type: memory_error{error,file_size,context}, execution_time{function,avg_time_ms,…} -> columns. */
function performanceFields(fields: Fields, sent: Fields): Fields {
  const result: Fields = { ...fields };
  if (result.metric_type === undefined && typeof sent.operation === 'string') result.metric_type = sent.operation;
  const details = fields.details;
  if (!isObject(details)) {
    if (details === undefined && result.metric_type === sent.operation) result.details = sent;
    return result;
  }
  result.function_name ??= details.function ?? details.function_name ?? details.operation;
  result.execution_time_ms ??= details.avg_time_ms ?? details.execution_time_ms ?? details.duration_ms;
  result.memory_usage_bytes ??= details.memory_usage_bytes;
  result.file_size_bytes ??= details.file_size_bytes ?? details.file_size;
  return result;
}
