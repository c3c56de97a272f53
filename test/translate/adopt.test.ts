import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { makePlan } from '../../src/superset/plan/plan.ts';
import { emptyStore, exported, imported } from '../../src/superset/target-dir/superset-double.ts';
import { type Adoption, adoptObjects } from '../../src/superset/translate/adopt.ts';
import { input } from '../plan/objects.ts';

const FILES = {
  'policy.yaml': '{}\n',
  'environments/dev.yaml': "target:\n  version: '6.1'\nvariables:\n  limit: 100 # rows\n",
  'environments/prod.yaml': "target:\n  version: '6.1'\nvariables:\n  limit: 5000\n",
  'assets/databases/wh.yaml': 'database_name: wh\nsqlalchemy_uri: sqlite:////data/wh.db\n',
  'assets/datasets/orders.yaml': `# Orders, one by one
table_name: orders
database: wh
columns:
  - {column_name: at, type: TIMESTAMP, is_dttm: true}
  - {column_name: region, type: TEXT, description: 'Where'} # sold
  - {column_name: amount, type: BIGINT}
metrics:
  - {metric_name: total, expression: SUM(amount)}
`,
  'assets/charts/orders.yaml': `slice_name: Orders
viz_type: table
dataset: orders
params:
  query_mode: aggregate
  groupby: [region]   # one row each
  metrics: [total]
  # the variable of the environment
  row_limit: [[ limit ]]
  server_page_length: [[ 10 + 10 ]]
`,
  'assets/dashboards/ops.yaml': `dashboard_title: Ops
slug: ops
filters:
  - {name: Region, dataset: orders, column: region}
layout:
  - row:
      - {chart: orders, width: 6}
`,
};

describe('adopting', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'adopt-'));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const compile = () => compileProject({ projectDir: dir, environment: 'dev', env: {} });
  /** The target after an apply and what somebody did to it since. */
  const changedLive = (change: (bundle: Bundle) => void): Bundle => {
    const live = exported(imported(emptyStore(), compile().bundle));
    change(live);
    return live;
  };
  const uuidOf = (template: string) => compile().files.find((each) => each.template?.endsWith(template))?.uuid ?? '';
  const adopt = (live: Bundle, uuids: string[]): Adoption => {
    const adoption = adoptObjects({
      projectDir: dir,
      compiled: compile(),
      live,
      uuids,
      delimiters: 'brackets',
      env: {},
    });
    for (const { path, text } of adoption.files) writeFileSync(join(dir, path), text);
    for (const path of adoption.removed) rmSync(join(dir, path));
    return adoption;
  };
  const plan = (live: Bundle) =>
    makePlan(input({ desired: objectSet(compile().bundle), base: objectSet(live), live: objectSet(live) }));
  const text = (path: string) => readFileSync(join(dir, path), 'utf8');

  it('changes one value in its template and nothing else of the file', () => {
    const live = changedLive(({ charts }) => {
      if (charts[0]) charts[0].params.query_mode = 'raw';
    });
    expect(adopt(live, [uuidOf('charts/orders.yaml')]).objects.map((each) => each.how)).toEqual(['changed']);
    expect(text('assets/charts/orders.yaml')).toBe(FILES['assets/charts/orders.yaml'].replace('aggregate', 'raw'));
    expect(plan(live).objects).toEqual([]);
  });

  it('changes the variable where the template says a field by one', () => {
    const live = changedLive(({ charts }) => {
      if (charts[0]) charts[0].params.row_limit = 77;
    });
    expect(adopt(live, [uuidOf('charts/orders.yaml')]).objects.map((each) => each.how)).toEqual(['variable']);
    expect(text('assets/charts/orders.yaml')).toBe(FILES['assets/charts/orders.yaml']);
    expect(text('environments/dev.yaml')).toContain('limit: 77 # rows');
    expect(text('environments/prod.yaml')).toBe(FILES['environments/prod.yaml']);
    expect(plan(live).objects).toEqual([]);
  });

  it('takes over columns, metrics, lists and new keys, and keeps tags and comments', () => {
    const live = changedLive(({ charts, datasets }) => {
      const [orders] = datasets;
      if (!orders || !charts[0]) return;
      orders.columns = orders.columns.filter((each) => each.column_name !== 'amount');
      orders.columns.push({ column_name: 'price', type: 'DOUBLE' });
      const region = orders.columns.find((each) => each.column_name === 'region');
      if (region) region.verbose_name = 'Region of sale';
      orders.metrics = [{ metric_name: 'total', expression: 'SUM(price)\n-- in cents' }];
      charts[0].params.groupby = ['region', 'at'];
      charts[0].params.color_scheme = 'bnbColors';
      charts[0].description = 'All orders: "paid" or not';
    });
    adopt(live, [uuidOf('charts/orders.yaml'), uuidOf('datasets/orders.yaml')]);
    expect(text('assets/charts/orders.yaml')).toContain('row_limit: [[ limit ]]');
    expect(text('assets/charts/orders.yaml')).toContain('# the variable of the environment');
    expect(text('assets/datasets/orders.yaml')).toContain('# Orders, one by one');
    expect(plan(live).objects).toEqual([]);
  });

  it('takes over a layout and a filter that were changed on the page', () => {
    const live = changedLive(({ dashboards }) => {
      const [board] = dashboards;
      for (const node of Object.values(board?.position ?? {})) {
        if (typeof node !== 'string' && node.type === 'CHART' && node.meta) node.meta.width = 12;
      }
      const filter = board?.metadata.native_filter_configuration?.[0];
      if (filter) filter.name = 'Region of sale';
    });
    adopt(live, [uuidOf('dashboards/ops.yaml')]);
    expect(plan(live).objects).toEqual([]);
  });

  it('writes a template for an object that Git never had', () => {
    const uuid = 'aaaaaaaa-0000-4000-8000-000000000009';
    const live = changedLive(({ charts, datasets }) => {
      charts.push({
        uuid,
        slice_name: 'By hand',
        viz_type: 'table',
        dataset_uuid: datasets[0]?.uuid ?? '',
        params: {},
      });
    });
    expect(adopt(live, [uuid]).objects).toMatchObject([{ how: 'written', path: 'assets/charts/by-hand.yaml' }]);
    expect(text('assets/charts/by-hand.yaml')).toContain('dataset: orders\n');
    expect(plan(live).objects).toEqual([]);
  });

  it('removes the template of an object that the target no longer has', () => {
    const live = changedLive((bundle) => {
      bundle.dashboards = [];
    });
    expect(adopt(live, [uuidOf('dashboards/ops.yaml')]).objects).toMatchObject([{ how: 'removed' }]);
    expect(existsSync(join(dir, 'assets/dashboards/ops.yaml'))).toBe(false);
    expect(plan(live).objects).toEqual([]);
  });

  it('refuses to lose a tag, and says where', () => {
    const live = changedLive(({ charts }) => {
      if (charts[0]) charts[0].params.server_page_length = 50;
    });
    expect(() => adopt(live, [uuidOf('charts/orders.yaml')])).toThrow(/params.server_page_length with tags/);
    expect(text('assets/charts/orders.yaml')).toBe(FILES['assets/charts/orders.yaml']);
  });
});
