import { sql } from 'kysely';
import type { Store } from '../../store/store.ts';
import { instantMs, instantText } from '../../util/instant.ts';
import { jsonText } from '../fragments.ts';
import type { Material } from './finding.ts';

/** The rows of a time that findings are looked for in. */
export async function readMaterial(store: Store, times: { since: Date; until: Date }): Promise<Material> {
  const since = instantText(times.since.getTime());
  const until = instantText(times.until.getTime());
  const { db } = store;
  const scope = { dialect: store.dialect, since, until, by: undefined };
  const generations = await db
    .selectFrom('metrics_code_generation as g')
    .select(['g.timestamp', 'g.patterns_applied', 'g.success', 'g.confidence'])
    .select(sql<string | null>`${jsonText(scope, 'g.generation_metadata', 'model')}`.as('model'))
    .where('g.timestamp', '>=', since)
    .where('g.timestamp', '<', until)
    .orderBy('g.id')
    .execute();
  const bugs = await db
    .selectFrom('metrics_bugs')
    .select(['timestamp', 'pattern', 'repository', 'file_path'])
    .where('timestamp', '>=', since)
    .where('timestamp', '<', until)
    .orderBy('id')
    .execute();
  const performance = await db
    .selectFrom('metrics_performance')
    .select(['timestamp', 'function_name', 'execution_time_ms'])
    .where('timestamp', '>=', since)
    .where('timestamp', '<', until)
    .where('function_name', 'is not', null)
    .where('execution_time_ms', 'is not', null)
    .orderBy('id')
    .execute();
  const issues = await db
    .selectFrom('metrics_deployment')
    .select(['timestamp', 'repository', 'resolution_time_minutes'])
    .where('timestamp', '>=', since)
    .where('timestamp', '<', until)
    .where('environment', '=', 'production')
    .orderBy('id')
    .execute();
  return {
    since: times.since.getTime(),
    until: times.until.getTime(),
    generations: generations.map((row) => ({
      at: instantMs(row.timestamp),
      patterns: patternsOf(row.patterns_applied),
      success: row.success,
      confidence: row.confidence,
      model: row.model ?? 'unknown',
    })),
    bugs: bugs.map((row) => ({
      at: instantMs(row.timestamp),
      pattern: row.pattern,
      repository: row.repository,
      file: row.file_path,
    })),
    performance: performance.map((row) => ({
      at: instantMs(row.timestamp),
      name: row.function_name ?? 'unknown',
      ms: Number(row.execution_time_ms),
    })),
    issues: issues.map((row) => ({
      at: instantMs(row.timestamp),
      repository: row.repository,
      minutes: row.resolution_time_minutes === null ? null : Number(row.resolution_time_minutes),
    })),
  };
}

function patternsOf(json: string | null): string[] {
  const list: unknown = json === null ? [] : JSON.parse(json);
  return Array.isArray(list) ? list.map(String) : [];
}
