import type { FastifyInstance } from 'fastify';
import type { Freshness, Meta, PageName } from '../contract.ts';
import type { ServerContext } from '../server-context.ts';

const PAGES: PageName[] = ['dashboards', 'metrics', 'events', 'runs', 'quarantine'];

export type ReadMeta = () => Promise<Meta>;

/** Who asks while an answer is on its way waits for that one. */
export function metaReader(context: ServerContext, freshness: () => Promise<Freshness>): ReadMeta {
  const { db } = context.store;
  // Every page asks this: built once, it costs the database's part only.
  const waitingQuery = db
    .selectFrom('quarantine')
    .select((build) => build.fn.countAll<number>().as('records'))
    .where('state', '=', 'open')
    .compile();
  const read = async (): Promise<Meta> => {
    const [fresh, { rows: waiting }] = await Promise.all([freshness(), db.executeQuery(waitingQuery)]);
    return {
      version: context.version,
      organization: context.organization,
      freshness: fresh,
      hasEvents: fresh.until !== null,
      quarantined: Number(waiting[0]?.records ?? 0),
      pages: context.pages ?? ((context.project?.environments().length ?? 0) > 0 ? [...PAGES, 'deployments'] : PAGES),
      ...(context.foreign ? { foreign: true } : {}),
    };
  };
  let asked: Promise<Meta> | undefined;
  return () => {
    asked ??= read().finally(() => (asked = undefined));
    return asked;
  };
}

export function metaRoutes(app: FastifyInstance, readMeta: ReadMeta): void {
  app.get('/api/meta', () => readMeta());
}
