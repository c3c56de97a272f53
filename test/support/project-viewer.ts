import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { refreshSummaries } from '../../src/analyze/summaries/refresh.ts';
import { runChart } from '../../src/charts/run-chart.ts';
import { loadSample } from '../../src/sample/load.ts';
import { type AppOptions, createApp } from '../../src/server/app.ts';
import type { Bundle } from '../../src/model/assets.ts';
import { projectBundle } from '../../src/server/project-bundle.ts';
import type { Store } from '../../src/store/store.ts';
import { packageRoot } from '../../src/util/package-root.ts';

interface ProjectViewer {
  url: string;
  slugs: string[];
  close: () => Promise<void>;
}

/** The starter's dashboards over the sample, in a new project folder, as `serve` shows them. */
export async function projectViewer(
  store: Store,
  projectDir: string,
  { change = (bundle) => bundle, ...more }: Pick<AppOptions, 'embed'> & { change?: (bundle: Bundle) => Bundle } = {},
): Promise<ProjectViewer> {
  cpSync(join(packageRoot(), 'starter'), projectDir, { recursive: true });
  await loadSample(store, { seed: 1, now: new Date(), hashKey: 'key' });
  await refreshSummaries(store, { now: new Date() });
  const compiled = projectBundle({ projectDir, environment: 'local', env: {}, onFindings: () => {} });
  const bundle = async () => change(await compiled());
  const runner = store.runner();
  const app = await createApp({
    store,
    organization: 'default',
    version: '0.0.0',
    bundle,
    draw: ({ chart, dataset, filters }) => runChart({ chart, dataset, runner, filters, now: new Date() }),
    webDir: join(packageRoot(), 'dist', 'web'),
    now: () => new Date(),
    hashKey: 'key',
    timezone: 'UTC',
    host: '127.0.0.1',
    ...more,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const { dashboards } = await bundle();
  return { url, slugs: dashboards.map(({ slug, uuid }) => slug ?? uuid), close: () => app.close() };
}
