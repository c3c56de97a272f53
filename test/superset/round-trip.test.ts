import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Bundle, ChartAsset } from '../../src/model/assets.ts';
import { type ObjectSet, objectSet } from '../../src/superset/normalise/normalise.ts';
import { diffObject } from '../../src/superset/plan/diff-object.ts';
import { supersetTarget } from '../../src/superset/superset-target.ts';
import { emptyStore, exported, imported } from '../../src/superset/target-dir/superset-double.ts';
import { withVariables } from '../../src/superset/translate/environment-text.ts';
import { provesTranslation } from '../../src/superset/translate/prove.ts';
import { translate } from '../../src/superset/translate/translate.ts';
import { EVERYWHERE } from '../../src/superset/validate/viz-types.ts';
import { bundles } from '../normalise/bundles.ts';
import { importedChart } from '../../src/superset/normalise/as-imported.ts';
import { oldCharts } from '../support/old-charts.ts';
import { smallBundle, uuidOf } from './support/bundle.ts';
import { connected } from './support/connect.ts';
import { fc } from '../support/property.ts';

const client = await connected();
const target = supersetTarget(client);
afterAll(() => client.close());

/** Bundles that a generator made, under names that no two of them share: Superset takes over what has the same name. */
function generated(count: number, seed: number): Bundle {
  const all = fc.sample(bundles, { numRuns: count, seed }).map((bundle, nth) => renamed(bundle, `${seed}/${nth}`));
  const part = <K extends Exclude<keyof Bundle, 'declared'>>(
    key: K,
    change: (asset: Bundle[K][number], nth: number) => object,
  ) =>
    all.flatMap((bundle, nth) =>
      (bundle[key] as Bundle[K][number][]).map((asset) => ({ ...asset, ...change(asset, nth) })),
    );
  return {
    databases: part('databases', (_, nth) => ({
      database_name: `round ${seed} ${nth}`,
      allow_csv_upload: nth % 2 === 0,
      version: '1.0.0',
    })),
    datasets: part('datasets', (_, nth) => ({ table_name: `round_${seed}_${nth}`, version: '1.0.0' })),
    charts: part('charts', () => ({ version: '1.0.0' })),
    dashboards: part('dashboards', (_, nth) => ({
      slug: nth % 2 === 0 ? `round-${seed}-${nth}` : null,
      version: '1.0.0',
    })),
  } as Bundle;
}

/**
 * The generator likes remarkable UUIDs, and so makes the same one more than once. Chart types of old are left out: their
 * params are rewritten in ways that only Superset knows.
 */
const renamed = (bundle: Bundle, prefix: string): Bundle =>
  JSON.parse(
    JSON.stringify(bundle)
      .replaceAll('dist_bar', 'pie')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, (uuid) =>
        uuidOf(prefix, uuid),
      ),
  ) as Bundle;

/** One chart of every type that Superset draws, twice, with controls that many of them share. */
function everyType(dataset: string): ChartAsset[] {
  return EVERYWHERE.flatMap((type) =>
    [1, 2].map((nth) => ({
      uuid: uuidOf('round-trip', `${type} ${nth}`),
      slice_name: `round ${type} ${nth}`,
      viz_type: type,
      dataset_uuid: dataset,
      version: '1.0.0',
      description: nth === 1 ? null : 'two\nlines',
      params: {
        viz_type: type,
        metric: 'count',
        metrics: ['count', { expressionType: 'SQL', sqlExpression: 'SUM(1)', label: 'ones' }],
        groupby: nth === 1 ? [] : ['name'],
        time_range: 'Last week',
        row_limit: 10 * nth,
        color_scheme: 'supersetColors',
        adhoc_filters: [
          { clause: 'WHERE', expressionType: 'SIMPLE', subject: 'name', operator: 'IN', comparator: ['a', 'ü'] },
        ],
        annotation_layers: [],
      },
    })),
  );
}

const differences = (before: ObjectSet, after: ObjectSet): string[] =>
  [...before.values()].flatMap((entry) => {
    const found = after.get(entry.uuid);
    if (!found) return [`${entry.kind} "${entry.name}" is not there`];
    return diffObject(entry.kind, entry.content, found.content).map(
      (change) => `${entry.kind} "${entry.name}" ${change.field}`,
    );
  });

describe('objects on a real Superset', () => {
  it('are what the normaliser says, for forty generated bundles', async () => {
    const bundle = generated(40, 7);
    await target.importAssets(bundle);
    expect(differences(objectSet(bundle, client.version), objectSet(await target.export(), client.version))).toEqual(
      [],
    );
  });

  it('are what the viewer makes of charts of old types', async () => {
    const small = smallBundle('old types', '/nowhere.db');
    const charts = oldCharts((name) => uuidOf('old types', name), small.datasets[0]?.uuid ?? '');
    await target.importAssets({ ...small, charts, dashboards: [] });
    const stored = new Map((await target.export()).charts.map((chart) => [chart.uuid, chart]));
    for (const chart of charts) {
      const { viz_type: type, params } = importedChart(chart);
      expect(stored.get(chart.uuid), chart.slice_name).toMatchObject({ viz_type: type });
      expect(stored.get(chart.uuid)?.params, chart.slice_name).toMatchObject(params);
    }
  });

  it('are stored as the folder that stands in for it stores them', async () => {
    const bundle = generated(10, 11);
    await target.importAssets(bundle);
    const real = await target.export();
    const double = exported(imported(emptyStore(), bundle));
    for (const chart of double.charts) {
      const same = real.charts.find((each) => each.uuid === chart.uuid);
      expect({ ...same?.params, datasource: '' }).toEqual({ ...chart.params, datasource: '' });
    }
    // A null for is_active becomes true when the column is made and stays when it is updated; their order is nobody's.
    const sorted = (columns: readonly { column_name: string }[] = []) =>
      columns
        .map((each) => ({ ...each, is_active: true }))
        .toSorted((x, y) => (x.column_name < y.column_name ? -1 : 1));
    for (const dataset of double.datasets) {
      const same = real.datasets.find((each) => each.uuid === dataset.uuid);
      expect(sorted(same?.columns)).toEqual(sorted(dataset.columns));
    }
  });

  it('of every chart type come back as they went, and translate into templates that make them again', async () => {
    const base = generated(1, 3);
    const dataset = base.datasets[0]?.uuid ?? '';
    const bundle = { ...base, charts: [...base.charts, ...everyType(dataset)] };
    await target.importAssets(bundle);
    const back = await target.export();
    expect(differences(objectSet(bundle, client.version), objectSet(back, client.version))).toEqual([]);

    const uuids = new Set(objectSet(bundle).keys());
    const dir = mkdtempSync(join(tmpdir(), 'round-trip-'));
    try {
      const exports = new Map([['one', back]]);
      const { templates, variables } = translate({
        exports,
        version: '6.1',
        delimiters: 'brackets',
        taken: [],
        only: uuids,
      });
      const environment = withVariables(undefined, variables.get('one') ?? {}, '6.1');
      const files = [
        ...templates,
        { path: 'environments/one.yaml', text: environment },
        { path: 'policy.yaml', text: '{}\n' },
      ];
      for (const { path, text } of files) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), text);
      }
      expect(templates).toHaveLength(uuids.size);
      expect(provesTranslation(dir, exports, {}, uuids)).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
