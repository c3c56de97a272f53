import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import type { Bundle } from '../../../src/model/assets.ts';
import type { SqlRunner } from '../../../src/model/sql-runner.ts';
import { openForeign } from '../../../src/store/open.ts';
import type { WriteClient } from '../../../src/superset/client/client.ts';
import { localPaths } from '../../../src/superset/local/paths.ts';
import { listObjects } from '../../../src/superset/read/lists.ts';
import { supersetTarget } from '../../../src/superset/superset-target.ts';
import { connected } from '../support/connect.ts';

export interface Examples {
  client: WriteClient;
  /** Only Superset's own examples, whatever else the server holds. */
  bundle: Bundle;
  /** Numbers of the datasets on the server, by UUID. */
  ids: ReadonlyMap<string, number>;
  runner: SqlRunner;
}

const home = (): string => join(inject('superset').projectDir, '.cache/superset/home');

/** `superset load-examples`: definitions and data are in its package; about five minutes on two cores. */
async function loadExamples(): Promise<void> {
  const { projectDir, cache } = inject('superset');
  const paths = localPaths(projectDir, { FEEDBACK_LOOP_CACHE: cache });
  const child = spawn(paths.bin('superset'), ['load-examples'], {
    cwd: paths.home,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SUPERSET_CONFIG_PATH: join(paths.home, 'superset_config.py'),
      SUPERSET_HOME: paths.home,
      FLASK_APP: 'superset',
    },
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`superset load-examples ended with ${String(code)}`);
}

const isExamples = (name: string): boolean => name === 'examples';

/** The shared Superset with its own examples; loads them when they are not there. */
export async function examples(): Promise<Examples> {
  const client = await connected();
  const target = supersetTarget(client);
  let all = await target.export();
  if (!all.databases.some((database) => isExamples(database.database_name))) {
    await loadExamples();
    all = await target.export();
  }
  const database = all.databases.find((each) => isExamples(each.database_name));
  const datasets = all.datasets.filter((each) => each.database_uuid === database?.uuid);
  const uuids = new Set(datasets.map(({ uuid }) => uuid));
  const charts = all.charts.filter((chart) => uuids.has(chart.dataset_uuid));
  const placed = new Set(charts.map(({ uuid }) => uuid));
  const dashboards = all.dashboards.filter((dashboard) =>
    Object.values(dashboard.position).some((node) => typeof node !== 'string' && placed.has(node.meta?.uuid as string)),
  );
  const data = await openForeign(`sqlite:///${join(home(), 'examples.db')}`, '.');
  afterAll(async () => {
    await data.close();
    await client.close();
  });
  const listed = await listObjects(client, ['dataset']);
  return {
    client,
    bundle: { databases: database ? [database] : [], datasets, charts, dashboards },
    ids: new Map([...listed].map(([uuid, each]) => [uuid, each.id])),
    runner: data.runner,
  };
}
