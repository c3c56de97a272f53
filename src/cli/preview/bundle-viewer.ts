import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChart } from '../../charts/run-chart.ts';
import { Failure } from '../../errors.ts';
import type { Bundle, DatasetAsset } from '../../model/assets.ts';
import type { SqlRunner } from '../../model/sql-runner.ts';
import { createApp } from '../../server/app.ts';
import { openForeign, openStore } from '../../store/open.ts';
import type { ForeignDatabase } from '../../store/store.ts';
import { readBundle } from '../../superset/compile/read-bundle.ts';
import { asImported } from '../../superset/normalise/as-imported.ts';
import { nearest } from '../../util/nearest.ts';
import { packageRoot, packageVersion } from '../../util/package-root.ts';
import type { Io } from '../command.ts';
import { listenOn, type Served, tellError } from '../viewer.ts';
import { explainForeign } from './explain-foreign.ts';
import { withLooseCharts } from './loose-charts.ts';

export interface BundleViewer {
  /** Bundle folder or export ZIP. */
  bundle: string;
  /** Addresses of databases: `URI` for all of the bundle's databases, or `NAME=URI` for the one of that name. */
  data: readonly string[];
  port: number;
}

/** `NAME=URI` or `URI`: a scheme holds no equals sign, so the first of the two decides. */
function named(text: string): { name: string | undefined; uri: string } {
  const at = text.indexOf('=');
  const colon = text.indexOf(':');
  return at < 0 || colon < at ? { name: undefined, uri: text } : { name: text.slice(0, at), uri: text.slice(at + 1) };
}

interface Sources {
  runnerFor: (dataset: DatasetAsset) => SqlRunner;
  close: () => Promise<void>;
}

async function openSources(bundle: Bundle, data: readonly string[], cwd: string): Promise<Sources> {
  const names = new Map(bundle.databases.map((database) => [database.database_name, database.uuid]));
  const opened = new Map<string | undefined, ForeignDatabase>();
  const close = async (): Promise<void> => {
    for (const each of opened.values()) await each.close();
  };
  try {
    for (const text of data) {
      const { name, uri } = named(text);
      if (name !== undefined && !names.has(name)) {
        const near = nearest(name, [...names.keys()]);
        throw new Failure(
          'NOT_FOUND',
          `The bundle has no database ${name}`,
          near ? { hint: `Did you mean ${near}?` } : {},
        );
      }
      opened.set(name === undefined ? undefined : names.get(name), await openForeign(uri, cwd));
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    close,
    runnerFor: (dataset) => {
      const found = opened.get(dataset.database_uuid) ?? opened.get(undefined);
      if (found) return found.runner;
      const name = bundle.databases.find((each) => each.uuid === dataset.database_uuid)?.database_name;
      throw new Failure('DB_MISSING', `No data was given for the database ${name ?? dataset.database_uuid}`, {
        hint: `Give its address: --data "${name ?? 'NAME'}=sqlite:///data.db"`,
      });
    },
  };
}

/**
 * The viewer over a bundle and databases that are not ours. It needs no project: its own tables are in a file that goes
 * when it is closed.
 * @throws Failure of the bundle, of the databases, PORT_TAKEN
 */
export async function startBundleViewer(io: Io, options: BundleViewer): Promise<Served & { bundle: Bundle }> {
  const bundle = withLooseCharts(asImported(await readBundle(options.bundle)));
  const sources = await openSources(bundle, options.data, io.cwd);
  const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bundle-'));
  const store = await openStore({
    uri: `sqlite:///${join(folder, 'viewer.db')}`,
    organization: 'default',
    create: true,
    migrate: true,
  });
  const close = async (): Promise<void> => {
    await store.close();
    await sources.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const app = await createApp({
      store,
      organization: 'default',
      version: packageVersion(),
      bundle: () => Promise.resolve(bundle),
      pages: ['dashboards'],
      foreign: true,
      draw: async ({ chart, dataset, filters }) => {
        const runner = sources.runnerFor(dataset);
        try {
          return await runChart({ chart, dataset, runner, filters, now: io.now() });
        } catch (thrown) {
          throw explainForeign(thrown, bundle, dataset, runner.dialect);
        }
      },
      webDir: join(packageRoot(), 'dist', 'web'),
      now: io.now,
      hashKey: 'preview',
      timezone: 'UTC',
      host: '127.0.0.1',
      onError: tellError(io),
    });
    const url = await listenOn(app, { port: options.port, host: '127.0.0.1' });
    return {
      url,
      bundle,
      close: async () => {
        await app.close();
        await close();
      },
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
