import { sql } from 'kysely';
import { Failure } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import { instantText } from '../../util/instant.ts';
import { eachPattern } from '../fragments.ts';
import { newcombe } from '../statistics/newcombe.ts';
import { EXPERIMENT_PREFIX, type Experiment, type ExperimentVerdict, readExperiments } from './experiment.ts';

/**
 * Judges an experiment that has ended, once: the verdict is kept, and later calls answer the kept one. Looking earlier
 * would make chance findings likely, and is refused.
 * @throws Failure NOT_FOUND, EXPERIMENT_OPEN, and those of the store
 */
export async function judgeExperiment(
  store: Store,
  name: string,
  now: Date,
): Promise<Experiment & { verdict: ExperimentVerdict }> {
  const found = (await readExperiments(store)).find((each) => each.name === name);
  if (!found)
    throw new Failure('NOT_FOUND', `there is no experiment ${name}`, { hint: 'See: metrics experiment list' });
  const { id, verdict: known, ...experiment } = found;
  if (known) return { ...experiment, verdict: known };
  if (now < new Date(experiment.end)) {
    throw new Failure('EXPERIMENT_OPEN', `${name} ends ${experiment.end}: its results are not shown before`);
  }
  const sides = await countSides(store, experiment);
  const fewest = Math.min(sides.with.n, sides.without.n);
  if (fewest < experiment.minimum) {
    throw new Failure(
      'EXPERIMENT_OPEN',
      `${name} has ${sides.with.n} generations with ${experiment.pattern} and ${sides.without.n} without; each side was to have ${experiment.minimum}`,
      { hint: 'It ended without an answer: declare another with a later end.' },
    );
  }
  const compared = newcombe(sides.with, sides.without);
  if (!compared) throw new TypeError('sides with a minimum have an interval');
  const { difference, interval } = compared;
  const outcome = interval.low > 0 ? 'better' : interval.high < 0 ? 'worse' : 'undecided';
  const verdict: ExperimentVerdict = { judgedAt: now.toISOString(), outcome, difference, interval, ...sides };
  await keep(store, id, { ...experiment, verdict }, now);
  return { ...experiment, verdict };
}

type Sides = Pick<ExperimentVerdict, 'with' | 'without'>;

async function countSides(store: Store, experiment: Omit<Experiment, 'verdict'>): Promise<Sides> {
  const scope = {
    dialect: store.dialect,
    since: instantText(Date.parse(experiment.declaredAt)),
    until: instantText(Date.parse(experiment.end)),
    by: undefined,
  };
  const { repository } = experiment;
  const { rows } = await sql<{ applied: number; successes: number; n: number }>`
    SELECT r.applied AS applied, SUM(r.success) AS successes, COUNT(*) AS n FROM (
      SELECT
        CASE WHEN g.id IN (
          SELECT g.id FROM metrics_code_generation g ${eachPattern(scope)}
          WHERE p.value = ${experiment.pattern} AND g.timestamp >= ${scope.since} AND g.timestamp < ${scope.until}
        ) THEN 1 ELSE 0 END AS applied,
        CASE WHEN g.success THEN 1 ELSE 0 END AS success
      FROM metrics_code_generation g
      WHERE g.success IS NOT NULL AND g.timestamp >= ${scope.since} AND g.timestamp < ${scope.until}
        ${repository === null ? sql`` : sql`AND g.repository = ${repository}`}
    ) AS r GROUP BY r.applied`.execute(store.db);
  const side = (applied: number): { successes: number; n: number } => {
    const row = rows.find((each) => Number(each.applied) === applied);
    return { successes: Number(row?.successes ?? 0), n: Number(row?.n ?? 0) };
  };
  return { with: side(1), without: side(0) };
}

async function keep(store: Store, id: number, experiment: Experiment, now: Date): Promise<void> {
  const at = instantText(now.getTime());
  const { name, ...value } = experiment;
  await store.transaction(async (tx) => {
    await tx
      .updateTable('configs')
      .set({ value: JSON.stringify(value), updated_at: at })
      .where('id', '=', id)
      .where('key', '=', `${EXPERIMENT_PREFIX}${name}`)
      .execute();
    await tx
      .insertInto('audit_logs')
      .values({
        organization_id: store.organizationId,
        action: 'update',
        resource_type: 'config',
        resource_id: id,
        old_values: JSON.stringify({ verdict: null }),
        new_values: JSON.stringify({ verdict: value.verdict }),
        created_at: at,
      })
      .execute();
  });
}
