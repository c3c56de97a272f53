import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { emptyStore, exported, imported } from '../../src/superset/target-dir/superset-double.ts';
import { withVariables } from '../../src/superset/translate/environment-text.ts';
import { provesTranslation } from '../../src/superset/translate/prove.ts';
import { translate, type Translation } from '../../src/superset/translate/translate.ts';
import { bundlePairs, bundles } from '../normalise/bundles.ts';
import { fc } from '../support/property.ts';

type Delimiters = 'brackets' | 'jinja';

/** Writes what translate answers as a project, and looks at it. */
function inProject<T>(translation: Translation, delimiters: Delimiters, look: (dir: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'translate-'));
  try {
    const environments = [...translation.variables].map(([name, variables]) => ({
      path: `environments/${name}.yaml`,
      text: withVariables(undefined, variables, '6.1'),
    }));
    const policy = { path: 'policy.yaml', text: `templates:\n  delimiters: ${delimiters}\n` };
    for (const { path, text } of [policy, ...translation.templates, ...environments]) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    return look(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const translated = (exports: ReadonlyMap<string, Bundle>, delimiters: Delimiters = 'brackets'): Translation =>
  translate({ exports, version: '6.1', delimiters, taken: [] });

const elsewhere = (bundle: Bundle, start: number): Bundle =>
  exported(
    imported({ ...emptyStore(), nextId: { database: start, dataset: start, chart: start, dashboard: start } }, bundle),
  );

describe('a translation', () => {
  it('compiles to what the target holds, with either kind of tags', () => {
    fc.assert(
      fc.property(bundles, fc.constantFrom<Delimiters>('brackets', 'jinja'), (bundle, delimiters) => {
        const exports = new Map([['dev', elsewhere(bundle, 7)]]);
        const mismatches = inProject(translated(exports, delimiters), delimiters, (dir) =>
          provesTranslation(dir, exports, {}),
        );
        expect(mismatches).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('keeps the choices of a dashboard from before native filters, whose charts are named by number in a text', () => {
    const uuid = '3b2b8f0e-7f0f-4a55-9d6f-0c8f0a5f6e11';
    const exports = new Map<string, Bundle>([
      [
        'dev',
        {
          databases: [],
          datasets: [],
          charts: [{ uuid, slice_name: 'a', viz_type: 'filter_box', dataset_uuid: '', params: {} }],
          dashboards: [
            {
              uuid: '4c2b8f0e-7f0f-4a55-9d6f-0c8f0a5f6e12',
              dashboard_title: 'b',
              position: { 'CHART-1': { id: 'CHART-1', type: 'CHART', children: [], meta: { uuid, chartId: 671 } } },
              metadata: { default_filters: '{"671": {"__time_range": "No filter"}}' },
            },
          ],
        },
      ],
    ]);
    expect(inProject(translated(exports), 'brackets', (dir) => provesTranslation(dir, exports, {}))).toEqual([]);
  });

  it('compiles to what each of two targets holds, whatever differs between them', () => {
    fc.assert(
      fc.property(bundlePairs, fc.constantFrom<Delimiters>('brackets', 'jinja'), ([dev, prod], delimiters) => {
        const exports = new Map([
          ['dev', elsewhere(dev, 1)],
          ['prod', elsewhere(prod, 50)],
        ]);
        const mismatches = inProject(translated(exports, delimiters), delimiters, (dir) =>
          provesTranslation(dir, exports, {}),
        );
        expect(mismatches).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

const DATABASE = 'cccccccc-0000-4000-8000-000000000001';
const DATASET = 'bbbbbbbb-0000-4000-8000-000000000001';
const CHART = 'aaaaaaaa-0000-4000-8000-000000000001';

const bundle = (
  over: { schema?: string; sql?: string; limit?: number; name?: string; params?: object } = {},
): Bundle => ({
  databases: [{ uuid: DATABASE, database_name: 'wh', sqlalchemy_uri: 'sqlite:////data/wh.db', extra: {} }],
  datasets: [
    {
      uuid: DATASET,
      table_name: 'orders',
      schema: over.schema ?? 'main',
      sql: over.sql ?? null,
      database_uuid: DATABASE,
      columns: [{ column_name: 'a' }],
      metrics: [],
    },
  ],
  charts: [
    {
      uuid: CHART,
      slice_name: over.name ?? 'Orders',
      viz_type: 'table',
      dataset_uuid: DATASET,
      params: { row_limit: over.limit ?? 5, ...over.params },
    },
  ],
  dashboards: [],
});

describe('what is lifted', () => {
  const lifted = (dev: Bundle, prod: Bundle) =>
    translated(
      new Map([
        ['dev', dev],
        ['prod', prod],
      ]),
    );
  const textOf = (translation: Translation, path: string) =>
    translation.templates.find((each) => each.path === path)?.text;

  it('is nothing when nothing differs', () => {
    const same = lifted(bundle(), bundle());
    expect([...same.variables.values()]).toEqual([{}, {}]);
    expect(textOf(same, 'assets/charts/orders.yaml')).toBe(
      `slice_name: Orders\nuuid: ${CHART}\nviz_type: table\ndataset: orders\nparams:\n  row_limit: 5\n`,
    );
  });

  it('is the one value that differs, once for all that differ alike', () => {
    const two = lifted(bundle({ schema: 'staging', limit: 5 }), bundle({ schema: 'public', limit: 50 }));
    expect(two.variables.get('prod')).toEqual({ schema: 'public', orders_row_limit: 50 });
    expect(textOf(two, 'assets/datasets/orders.yaml')).toContain('schema: [[ schema | tojson ]]\n');
    expect(textOf(two, 'assets/charts/orders.yaml')).toContain('  row_limit: [[ orders_row_limit | tojson ]]\n');
  });

  it('is the word that differs within SQL', () => {
    const sql = (schema: string) => `SELECT a\nFROM ${schema}.orders\nWHERE a > 1`;
    const two = lifted(bundle({ sql: sql('staging') }), bundle({ sql: sql('public') }));
    expect(textOf(two, 'assets/datasets/orders.yaml')).toContain('  FROM [[ orders_sql_word ]].orders\n');
    expect(two.variables.get('prod')).toEqual({ orders_sql_word: 'public' });
  });

  it('is a condition for a key that only one of them has', () => {
    const two = lifted(bundle(), bundle({ params: { page_length: 20 } }));
    expect(textOf(two, 'assets/charts/orders.yaml')).toContain(
      '[% if orders_page_length is not none %]\n  page_length: [[ orders_page_length | tojson ]]\n[% endif %]\n',
    );
  });

  it('is a condition around an object that only one of them has', () => {
    const two = lifted(bundle(), { ...bundle(), charts: [] });
    expect(textOf(two, 'assets/charts/orders.yaml')).toMatch(/^\[% if environment in \["dev"\] %\]\n/);
  });

  it('leaves no secret and no number of a server behind', () => {
    const [database] = bundle().databases;
    const secret = {
      ...database,
      encrypted_extra: '{"key":"hunter2"}',
      masked_encrypted_extra: '{"key":"hunter2"}',
      password: 'hunter2',
    };
    const noisy = { ...bundle({ params: { datasource: '7__table', slice_id: 9 } }), databases: [secret as never] };
    const text = translated(new Map([['dev', noisy]]))
      .templates.map((each) => each.text)
      .join('');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('7__table');
  });
});

describe('the files', () => {
  it('of objects with one title, even with one beginning of their UUIDs, are apart', () => {
    const [one] = bundle().charts;
    const twins = ['1', '2', '3'].map((last) => ({ ...one, uuid: `aaaaaaaa-0000-4000-8000-00000000000${last}` }));
    const { templates } = translated(new Map([['dev', { ...bundle(), charts: twins as never }]]));
    expect(new Set(templates.map((each) => each.path)).size).toBe(5);
  });
});

describe('the proof', () => {
  it('names the field that the templates do not say', () => {
    const exports = new Map([['dev', bundle()]]);
    const other = new Map([['dev', bundle({ limit: 6 })]]);
    const mismatches = inProject(translated(exports), 'brackets', (dir) => provesTranslation(dir, other, {}));
    expect(mismatches).toEqual([{ environment: 'dev', uuid: CHART, name: 'Orders', field: 'params.row_limit' }]);
  });
});

describe('an environment file', () => {
  it('keeps its comments and settings when variables are set', () => {
    const text = "# ours\ntarget:\n  version: '6.1' # pinned\nvariables: {}\n";
    expect(withVariables(text, { schema: 'public' }, '6.1')).toBe(
      "# ours\ntarget:\n  version: '6.1' # pinned\nvariables:\n  schema: public\n",
    );
  });
});
