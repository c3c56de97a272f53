import { Failure } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import { instantText } from '../../util/instant.ts';
import { Z95 } from '../statistics/interval.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { EXPERIMENT_PREFIX, type Experiment, readExperiments } from './experiment.ts';

export interface Declaration {
  name: string;
  pattern: string;
  repository?: string;
  end: Date;
  minimum: number;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;

/**
 * Writes down what will be asked, before there is an answer. It cannot be changed afterwards.
 * @throws Failure USAGE, and those of the store
 */
export async function declareExperiment(store: Store, declaration: Declaration, now: Date): Promise<Experiment> {
  const { name, pattern, repository, end, minimum } = declaration;
  if (!NAME.test(name)) throw new Failure('USAGE', 'a name has lower-case letters, digits and dashes');
  if (end <= now) throw new Failure('USAGE', 'an experiment ends after it is declared');
  if (!Number.isInteger(minimum) || minimum < 10) {
    throw new Failure('USAGE', 'each side needs at least 10 generations');
  }
  if ((await readExperiments(store)).some((each) => each.name === name)) {
    throw new Failure('USAGE', `there is an experiment ${name} already`, {
      hint: 'What was declared stays; choose another name.',
    });
  }
  const experiment: Experiment = {
    name,
    pattern,
    repository: repository ?? null,
    declaredAt: now.toISOString(),
    end: end.toISOString(),
    minimum,
    verdict: null,
  };
  await store.transaction(async (tx) => {
    const at = instantText(now.getTime());
    const { name: _name, ...value } = experiment;
    const { id } = await tx
      .insertInto('configs')
      .values({
        organization_id: store.organizationId,
        team_id: null,
        key: `${EXPERIMENT_PREFIX}${name}`,
        value: JSON.stringify(value),
        is_enforced: true,
        created_at: at,
        updated_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('audit_logs')
      .values({
        organization_id: store.organizationId,
        action: 'create',
        resource_type: 'config',
        resource_id: Number(id),
        new_values: JSON.stringify(value),
        created_at: at,
      })
      .execute();
  });
  return experiment;
}

const POWER = 0.8;

/**
 * Generations each side needs so that a difference of this size is found 80 times in 100, at 5 % (Fleiss 1981, without the
 * correction for continuity).
 */
export function neededPerSide(rate: number, difference: number): number {
  const other = Math.min(1, Math.max(0, rate + difference));
  const spread = rate * (1 - rate) + other * (1 - other);
  return Math.ceil(((Z95 + normalQuantile(POWER)) ** 2 * spread) / difference ** 2);
}
