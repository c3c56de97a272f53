import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const PATTERNS = [
  'numpy_json_serialization',
  'bounds_checking',
  'specific_exceptions',
  'structured_logging',
  'temp_file_handling',
  'metadata_categorization',
  'large_file_processing',
  'none_checks',
];
const START = Date.UTC(2026, 7, 1);
const SPAN_MS = 90 * 86_400_000;

/** A small generator of numbers (mulberry32), so that every run measures the same file. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Make = (index: number, random: () => number, pattern: string) => object;

/** One maker per list of upstream's file; about 235 bytes a record. */
const MAKERS: Record<string, Make> = {
  bugs: (index, random, pattern) => ({
    pattern,
    error: `TypeError: Object of type float64 ${index} is not JSON serializable`,
    code: "result = {'mean': np.mean(data)}",
    file_path: `src/module_${index % 500}/processor.py`,
    line: index % 900,
    stack_trace: null,
    count: 1 + Math.floor(random() * 9),
  }),
  test_failures: (index, random, pattern) => ({
    test_name: `test_case_${index}`,
    failure_reason: `AssertionError: expected ${index}, got ${Math.floor(random() * 100)}`,
    pattern_violated: pattern,
    code_snippet: 'assert compute(x) == 3',
    count: 1 + Math.floor(random() * 4),
  }),
  code_reviews: (index, random, pattern) => ({
    issue_type: ['print_statement', 'resource_leak', 'naming'][index % 3],
    pattern,
    severity: ['low', 'medium', 'high', 'critical'][Math.floor(random() * 4)],
    file_path: `src/package_${index % 300}.py`,
    line: index % 500,
    suggestion: 'Use a logger instead of print in library code',
  }),
  performance_metrics: (index, random) => ({
    metric_type: 'execution_time',
    details: { function: `step_${index % 50}`, avg_time_ms: random() * 900, max_time_ms: 1000.5, sample_size: 10 },
  }),
  deployment_issues: (index, random, pattern) => ({
    issue_type: 'configuration',
    pattern,
    environment: ['production', 'staging', 'development'][index % 3],
    root_cause: 'a variable was missing in the environment file',
    resolution_time_minutes: 1 + Math.floor(random() * 300),
  }),
  code_generation: (index, random, pattern) => ({
    prompt: `Create a safe file handler for module ${index} that streams its input`,
    patterns_applied: [pattern, PATTERNS[index % 3], PATTERNS[3 + (index % 5)]],
    confidence: random(),
    success: random() < 0.8,
    code_length: 10 + Math.floor(random() * 900),
    compilation_error: null,
    metadata: { model: 'm1' },
  }),
  llm_calls: (index, random) => ({
    success: random() < 0.9,
    attempts: 1,
    duration: random() * 9,
    provider: 'example',
    model: `model-${index % 4}`,
    error: null,
    raw: { id: index },
  }),
};

/** Writes a metrics file of `count` records, spread evenly over the seven lists and over ninety days. */
export async function writeMixedRecords(path: string, count: number): Promise<void> {
  const random = numbers(7);
  const out = createWriteStream(path);
  const lists = Object.entries(MAKERS);
  let index = 0;
  for (const [number, [list, make]] of lists.entries()) {
    const here = Math.floor(count / lists.length) + (number < count % lists.length ? 1 : 0);
    out.write(`${number === 0 ? '{' : ',\n'}"${list}": [`);
    for (let i = 0; i < here; i++, index++) {
      const pattern = PATTERNS[Math.floor(random() * PATTERNS.length)] ?? '';
      const timestamp = new Date(START + random() * SPAN_MS).toISOString();
      const text = `${i === 0 ? '' : ', '}${JSON.stringify({ ...make(index, random, pattern), timestamp })}`;
      if (!out.write(text)) await once(out, 'drain');
    }
    out.write(']');
  }
  out.end('}\n');
  await once(out, 'finish');
}
