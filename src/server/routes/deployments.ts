import type { FastifyInstance } from 'fastify';
import { Failure } from '../../errors.ts';
import type { AssetKind } from '../../model/assets.ts';
import { assetName, normalise, objectSet, type ObjectEntry } from '../../superset/normalise/normalise.ts';
import { readBase } from '../../superset/state/base.ts';
import { type AppliedStep, listApplies, readJournal } from '../../superset/state/journal.ts';
import { listLocks } from '../../superset/state/lock.ts';
import { instantMs } from '../../util/instant.ts';
import { wireError } from '../chart-replies.ts';
import type { Apply, ApplyDetail, DeploymentDetail, DeploymentEnvironment, DeploymentList } from '../contract.ts';
import { objectDifference, setDifferences } from '../object-differences.ts';
import type { ServerContext } from '../server-context.ts';

const iso = (text: string): string => new Date(instantMs(text)).toISOString();

interface ApplyFacts {
  gitSha?: string;
  ciUrl?: string;
  error?: string;
}

/** The way a change goes; environments of other names follow. */
const WAY = ['local', 'dev', 'staging', 'prod'];
const inOrder = (names: readonly string[]): string[] => {
  const place = (name: string): number => (WAY.includes(name) ? WAY.indexOf(name) : WAY.length);
  return names.toSorted((a, b) => place(a) - place(b));
};

/** What was applied where, by whom, and what waits in Git. Reads our own records only: no target is asked. */
export function deploymentRoutes(app: FastifyInstance, context: ServerContext): void {
  const { store, project } = context;

  const appliesOf = async (environment: string): Promise<Apply[]> => {
    const facts = new Map<string, ApplyFacts>();
    for (const step of await readJournal(store, environment)) {
      if (step.step === 'apply')
        facts.set(step.applyId, { ...facts.get(step.applyId), ...(step.detail as ApplyFacts) });
    }
    return (await listApplies(store, environment)).map(({ applyId, at, actor, target, status, objects }) => ({
      id: applyId,
      status,
      actor: actor ?? null,
      target: target ?? null,
      gitSha: facts.get(applyId)?.gitSha ?? null,
      ciUrl: facts.get(applyId)?.ciUrl ?? null,
      at: iso(at),
      objects,
      error: facts.get(applyId)?.error ?? null,
    }));
  };

  const environmentOf = async (name: string, applies: readonly Apply[]): Promise<DeploymentEnvironment> => {
    const row = await store.db
      .selectFrom('applied_objects')
      .select((build) => build.fn.countAll<number>().as('objects'))
      .where('environment', '=', name)
      .executeTakeFirst();
    const lock = (await listLocks(store)).find((each) => each.environment === name);
    return {
      name,
      objects: Number(row?.objects ?? 0),
      last: applies[0] ?? null,
      lock: lock ? { owner: lock.owner, operation: lock.operation, since: iso(lock.acquiredAt) } : null,
    };
  };

  /** @throws Failure NOT_FOUND */
  const known = (name: string): void => {
    if (!project?.environments().includes(name)) throw new Failure('NOT_FOUND', `there is no environment ${name}`);
  };

  app.get('/api/deployments', async (): Promise<DeploymentList> => {
    const environments: DeploymentEnvironment[] = [];
    for (const name of inOrder(project?.environments() ?? []))
      environments.push(await environmentOf(name, await appliesOf(name)));
    return { environments };
  });

  app.get<{ Params: { name: string } }>('/api/deployments/:name', async (request): Promise<DeploymentDetail> => {
    const { name } = request.params;
    known(name);
    const applies = await appliesOf(name);
    const detail = { ...(await environmentOf(name, applies)), applies };
    try {
      const compiled = project?.bundleFor(name);
      if (!compiled) return { ...detail, pending: null, pendingError: null };
      const base = await readBase(store, name, compiled.version);
      const desired = objectSet(compiled.bundle, compiled.version);
      return { ...detail, pending: setDifferences(base?.objects ?? new Map(), desired), pendingError: null };
    } catch (thrown) {
      return { ...detail, pending: null, pendingError: wireError(thrown) };
    }
  });

  app.get<{ Params: { name: string; id: string } }>(
    '/api/deployments/:name/:id',
    async (request): Promise<ApplyDetail> => {
      const { name, id } = request.params;
      known(name);
      const apply = (await appliesOf(name)).find((each) => each.id === id);
      if (!apply) throw new Failure('NOT_FOUND', `${name} has no apply ${id}`);
      const steps = await readJournal(store, name, id);
      const applied = await store.db
        .selectFrom('applied_objects')
        .selectAll()
        .where('environment', '=', name)
        .where('apply_id', '=', id)
        .execute();
      const after = new Map(
        applied.map((row) => [
          row.uuid,
          entryOf(row.kind, row.uuid, JSON.parse(row.content) as Record<string, unknown>),
        ]),
      );
      const started = steps.filter((step) => step.step !== 'apply' && step.status === 'started');
      const nameOf = (uuid: string): string | undefined => after.get(uuid)?.name;
      return { apply, objects: started.flatMap((step) => objectOf(step, steps, after, nameOf)) };
    },
  );
}

function entryOf(kind: string, uuid: string, asset: Record<string, unknown>): ObjectEntry {
  const known = kind as AssetKind;
  return { kind: known, uuid, name: assetName(known, asset), content: normalise(known, asset as never) };
}

/** One object of an apply. What a later apply wrote over is no longer known: then only what was there before is. */
function objectOf(
  step: AppliedStep,
  steps: readonly AppliedStep[],
  after: ReadonlyMap<string, ObjectEntry>,
  nameOf: (uuid: string) => string | undefined,
): ApplyDetail['objects'] {
  const uuid = step.uuid ?? '';
  const ends = steps.filter((each) => each.uuid === uuid && each.step === step.step && each.status !== 'started');
  const status = (ends.at(-1)?.status as 'done' | 'failed' | undefined) ?? 'interrupted';
  const before =
    step.before && step.kind ? entryOf(step.kind, uuid, step.before as Record<string, unknown>) : undefined;
  const now = step.step === 'delete' ? undefined : after.get(uuid);
  const found = objectDifference(before, now, nameOf);
  if (found && (now || step.step === 'delete')) return [{ ...found, status }];
  const { kind, name } = now ?? before ?? { kind: step.kind ?? 'object', name: uuid };
  return [{ kind, uuid, name, action: before ? 'update' : 'create', changes: [], status }];
}
