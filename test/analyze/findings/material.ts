import type { Material } from '../../../src/analyze/findings/finding.ts';
import type { Sample } from '../../../src/sample/generate.ts';

const DAY = 86_400_000;

/** The rows that findings are looked for in, straight from a sample: a thousand teams need no database. */
export function materialOf(sample: Sample, now: Date, days = 90): Material {
  const of = (kind: string): Record<string, unknown>[] =>
    sample.records.filter((record) => record.kind === kind).map((record) => record.data);
  const at = (data: Record<string, unknown>): number => Date.parse(String(data.timestamp));
  return {
    since: now.getTime() - days * DAY,
    until: now.getTime(),
    generations: of('code_generation').map((data) => ({
      at: at(data),
      patterns: data.patterns_applied as string[],
      success: typeof data.success === 'boolean' ? data.success : null,
      confidence: typeof data.confidence === 'number' ? data.confidence : null,
      model: String((data.generation_metadata as { model: string }).model),
    })),
    bugs: of('bug').map((data) => ({
      at: at(data),
      pattern: String(data.pattern),
      repository: String(data.repository),
      file: String(data.file_path),
    })),
    performance: of('performance').flatMap((data) =>
      typeof data.execution_time_ms === 'number'
        ? [{ at: at(data), name: String(data.function_name), ms: data.execution_time_ms }]
        : [],
    ),
    issues: of('deployment_issue')
      .filter((data) => data.environment === 'production')
      .map((data) => ({
        at: at(data),
        repository: String(data.repository),
        minutes: typeof data.resolution_time_minutes === 'number' ? data.resolution_time_minutes : null,
      })),
  };
}
