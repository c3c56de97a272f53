import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { previewBundle, refuseMistaken } from '../../src/cli/preview/preview-bundle.ts';

const FILES: Record<string, string> = {
  'policy.yaml': '{}\n',
  'environments/local.yaml': "target:\n  version: '6.1'\n",
  'assets/databases/wh.yaml': 'database_name: wh\nsqlalchemy_uri: sqlite:////data/wh.db\n',
  'assets/datasets/orders.yaml': 'table_name: orders\ndatabase: wh\ncolumns:\n  - {column_name: region}\n',
  'assets/charts/orders.yaml': 'slice_name: Orders\nviz_type: table\ndataset: orders\nparams:\n  groupby: [region]\n',
  'assets/charts/other.yaml': 'slice_name: Other\nviz_type: table\ndataset: orders\nparams:\n  groupby: [region]\n',
  'assets/dashboards/ops.yaml':
    'dashboard_title: Ops\nlayout:\n  - row:\n      - {chart: orders}\n      - {chart: other}\n',
};

describe('a preview of templates that are being written', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'preview-'));
    for (const [path, text] of Object.entries(FILES)) save(path, text);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const save = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  const open = () => {
    const preview = previewBundle({ projectDir: dir, environment: 'local', env: {} });
    expect(preview.refresh()).toEqual([]);
    const named = (name: string) => {
      const chart = preview.current().charts.find((each) => each.slice_name === name);
      if (!chart) throw new Error(`there is no chart ${name}`);
      return chart;
    };
    return { preview, named };
  };

  it('shows what was saved', () => {
    const { preview, named } = open();
    save('assets/charts/orders.yaml', (FILES['assets/charts/orders.yaml'] ?? '').replace('[region]', '[]'));
    preview.refresh();
    expect(named('Orders').params.groupby).toEqual([]);
    expect(() => refuseMistaken(named('Orders'))).not.toThrow();
  });

  it('keeps a chart whose template has a mistake in its place, with file and line, until it is mended', () => {
    const { preview, named } = open();
    const before = preview.current().dashboards;
    save('assets/charts/orders.yaml', `${FILES['assets/charts/orders.yaml']}  row_limit: [[ nothing.here ]]\n`);
    expect(preview.refresh().length).toBeGreaterThan(0);
    expect(() => refuseMistaken(named('Orders'))).toThrow(/assets\/charts\/orders\.yaml:6/);
    expect(() => refuseMistaken(named('Other'))).not.toThrow();
    expect(preview.current().dashboards).toEqual(before);
    save('assets/charts/orders.yaml', FILES['assets/charts/orders.yaml'] ?? '');
    expect(preview.refresh()).toEqual([]);
    expect(() => refuseMistaken(named('Orders'))).not.toThrow();
  });

  it('says the mistake of a dataset in all its charts', () => {
    const { preview, named } = open();
    save('assets/datasets/orders.yaml', 'table_name: [[ nothing.here ]]\n');
    preview.refresh();
    expect(() => refuseMistaken(named('Orders'))).toThrow(/assets\/datasets\/orders\.yaml:1/);
    expect(() => refuseMistaken(named('Other'))).toThrow(/assets\/datasets\/orders\.yaml:1/);
  });

  it('keeps everything while the environment has a mistake', () => {
    const { preview, named } = open();
    save('environments/local.yaml', 'targt: {}\n');
    expect(preview.refresh()[0]?.where.file).toContain('environments/local.yaml');
    expect(named('Orders').slice_name).toBe('Orders');
  });
});
