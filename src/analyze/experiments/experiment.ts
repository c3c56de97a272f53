import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import type { Interval } from '../statistics/interval.ts';

/**
 * A question about a pattern, asked before its answer can be known: which generations count, how many are needed, and when
 * it ends. It is judged once, by a test that was fixed when it was declared.
 */
export interface Experiment {
  name: string;
  pattern: string;
  /** Only generations of this repository; null for all. */
  repository: string | null;
  /** ISO 8601. Only what happens from here on counts. */
  declaredAt: string;
  end: string;
  /** Generations with a known outcome that each side needs. */
  minimum: number;
  verdict: ExperimentVerdict | null;
}

export interface ExperimentVerdict {
  judgedAt: string;
  /** `undecided`: the interval holds 0. */
  outcome: 'better' | 'worse' | 'undecided';
  /** Success rate with the pattern minus without. */
  difference: number;
  interval: Interval;
  with: { successes: number; n: number };
  without: { successes: number; n: number };
}

const side = z.object({ successes: z.number(), n: z.number() });

const storedSchema = z.object({
  pattern: z.string(),
  repository: z.string().nullable(),
  declaredAt: z.string(),
  end: z.string(),
  minimum: z.number(),
  verdict: z
    .object({
      judgedAt: z.string(),
      outcome: z.enum(['better', 'worse', 'undecided']),
      difference: z.number(),
      interval: z.object({ low: z.number(), high: z.number() }),
      with: side,
      without: side,
    })
    .nullable(),
});

/** Experiments are settings of the organization under this prefix: declared, judged and audited like any setting. */
export const EXPERIMENT_PREFIX = 'experiment.';

/** All experiments, the newest first. */
export async function readExperiments(store: Store): Promise<(Experiment & { id: number })[]> {
  const rows = await store.db
    .selectFrom('configs')
    .select(['id', 'key', 'value'])
    .where('key', 'like', `${EXPERIMENT_PREFIX}%`)
    .where('team_id', 'is', null)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    name: row.key.slice(EXPERIMENT_PREFIX.length),
    ...storedSchema.parse(JSON.parse(row.value ?? 'null')),
  }));
}
