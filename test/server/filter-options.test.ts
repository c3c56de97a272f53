import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChartFilters } from '../../src/charts/chart-filters.ts';
import { filterOptions } from '../../src/server/filter-options.ts';
import { type ServerContext, serverContext } from '../../src/server/server-context.ts';
import type { ChartAsset, DatasetAsset } from '../../src/model/assets.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore } from '../support/databases.ts';
import { smallBundle } from './small-bundle.ts';

let store: Store;
let context: ServerContext;
let now: Date;
let asked: { chart: ChartAsset; dataset: DatasetAsset; filters: ChartFilters }[];

beforeAll(async () => {
  store = await freshStore('sqlite');
});

beforeEach(() => {
  now = new Date('2026-03-04T15:00:00Z');
  asked = [];
  context = serverContext({
    store,
    organization: 'default',
    version: '0.0.0',
    now: () => now,
    hashKey: 'key',
    timezone: 'UTC',
    bundle: async () => smallBundle,
    draw: async (ask) => {
      asked.push(ask);
      const table = { type: 'table' as const, columns: [], rows: [{ pattern: 'bounds' }] };
      return { picture: table, table, queries: [] };
    },
  });
});

const [dashboard] = smallBundle.dashboards as [(typeof smallBundle.dashboards)[number]];
const options = (bundle = smallBundle) =>
  filterOptions(context, bundle, dashboard, 'values', { words: '', chosen: {} });

describe('the values of a filter', () => {
  it('are asked for once, until the day turns or the dataset is another one', async () => {
    expect(await options()).toMatchObject({ values: ['bounds'], more: false });
    await options();
    expect(asked).toHaveLength(1);
    // "Last week" of yesterday is not that of today.
    now = new Date('2026-03-05T00:10:00Z');
    await options();
    expect(asked).toHaveLength(2);
    const [dataset] = smallBundle.datasets as [DatasetAsset];
    await options({ ...smallBundle, datasets: [{ ...dataset, sql: 'SELECT pattern FROM metrics_bugs' }] });
    expect(asked).toHaveLength(3);
  });
});
