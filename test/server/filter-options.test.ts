import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runChart } from '../../src/charts/run-chart.ts';
import { ingestRecords } from '../../src/ingest/ingest.ts';
import { begun, filterOptions } from '../../src/server/filter-options.ts';
import { type DrawChart, type ServerContext, serverContext } from '../../src/server/server-context.ts';
import type { Bundle, DatasetAsset, NativeFilter } from '../../src/model/assets.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore } from '../support/databases.ts';
import { smallBundle } from './small-bundle.ts';

let store: Store;
let context: ServerContext;
let now: Date;
let asked: Parameters<DrawChart>[0][];

beforeAll(async () => {
  store = await freshStore('sqlite');
  const bug = (pattern: string, day: string) => ({
    kind: 'bug',
    pattern,
    error: `${pattern} went wrong`,
    timestamp: `${day}T09:00:00Z`,
  });
  await ingestRecords(store, [bug('json', '2026-02-28'), bug('bounds', '2026-03-03')], {
    source: 'test',
    hashKey: 'key',
    now: () => new Date('2026-03-04T15:00:00Z'),
  });
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
    draw: (ask) => {
      asked.push(ask);
      return runChart({ ...ask, runner: store.runner(), now });
    },
  });
});

const [dashboard] = smallBundle.dashboards as [(typeof smallBundle.dashboards)[number]];
const [dataset] = smallBundle.datasets as [DatasetAsset];
const options = (bundle: Bundle = smallBundle) =>
  filterOptions(context, bundle, dashboard, 'values', { words: '', chosen: {} });

describe('the values of a filter', () => {
  it('are asked for once, until the day turns or the dataset is another one', async () => {
    expect(await options()).toMatchObject({ values: ['bounds', 'json'], more: false });
    await options();
    expect(asked).toHaveLength(1);
    // "Last week" of yesterday is not that of today.
    now = new Date('2026-03-05T00:10:00Z');
    await options();
    expect(asked).toHaveLength(2);
    await options({ ...smallBundle, datasets: [{ ...dataset, description: 'Another one.' }] });
    expect(asked).toHaveLength(3);
  });

  /** The filter as it is, with a part of its own: its time, its conditions, what it depends on. */
  const within = (part: Partial<NativeFilter>, timeRange: string, bundle: Bundle = smallBundle) => {
    const filters = dashboard.metadata.native_filter_configuration?.map((each) =>
      each.id === 'values' ? { ...each, ...part } : each,
    );
    const changed = { ...dashboard, metadata: { ...dashboard.metadata, native_filter_configuration: filters ?? [] } };
    const question = { words: '', chosen: { time: 'No filter' } };
    return filterOptions(context, bundle, changed, 'values', question, { locks: [], timeRange });
  };
  const TIMED = { clause: 'WHERE', expressionType: 'SIMPLE', subject: 'timestamp', operator: 'TEMPORAL_RANGE' };
  const OWN: [string, Partial<NativeFilter>][] = [
    ['has none itself', {}],
    ['has a wider one itself', { time_range: 'No filter', granularity_sqla: 'timestamp' }],
    ['has a wider one among its conditions', { adhoc_filters: [{ ...TIMED, comparator: 'No filter' }] }],
    ['depends on a wider choice of the page', { cascadeParentIds: ['time'] }],
  ];
  it.each(OWN)('are those of the time range that is fixed from outside, where the filter %s', async (_name, part) => {
    expect(await within(part, '2026-03-01 : 2026-03-04')).toMatchObject({ values: ['bounds'] });
    expect(await within(part, '2026-02-01 : 2026-03-01')).toMatchObject({ values: ['json'] });
  });

  it('begin at the first of the time range that is fixed from outside', async () => {
    const filters = dashboard.metadata.native_filter_configuration?.map((each) =>
      each.id === 'values' ? { ...each, requiredFirst: true, controlValues: { defaultToFirstItem: true } } : each,
    );
    const first = { ...dashboard, metadata: { ...dashboard.metadata, native_filter_configuration: filters ?? [] } };
    const begins = async (timeRange?: string): Promise<unknown> => {
      const { metadata } = await begun(context, smallBundle, first, { locks: [], timeRange });
      const found = metadata.native_filter_configuration?.find(({ id }) => id === 'values');
      return found?.defaultDataMask?.filterState?.value;
    };
    expect(await begins()).toEqual(['bounds']);
    expect(await begins('2026-02-01 : 2026-03-01')).toEqual(['json']);
  });

  it('are refused where the dataset has no time to narrow', async () => {
    const { main_dttm_col: _time, ...rest } = dataset;
    const timeless = { ...smallBundle, datasets: [{ ...rest, columns: [{ column_name: 'pattern' }] }] };
    await expect(within({}, 'Last month', timeless)).rejects.toMatchObject({ code: 'EMBED_REFUSED' });
  });
});
