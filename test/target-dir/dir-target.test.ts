import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { openDirReader, openDirTarget } from '../../src/superset/target-dir/dir-target.ts';

const DATABASE = 'cccccccc-0000-4000-8000-000000000001';
const DATASET = 'bbbbbbbb-0000-4000-8000-000000000001';
const CHART = 'aaaaaaaa-0000-4000-8000-000000000001';
const BOARD = 'dddddddd-0000-4000-8000-000000000001';

const bundle = (): Bundle => ({
  databases: [{ uuid: DATABASE, database_name: 'wh', sqlalchemy_uri: 'sqlite:////data/wh.db', extra: {} }],
  datasets: [
    { uuid: DATASET, table_name: 'orders', database_uuid: DATABASE, columns: [{ column_name: 'a' }], metrics: [] },
  ],
  charts: [
    {
      uuid: CHART,
      slice_name: 'Orders',
      viz_type: 'table',
      dataset_uuid: DATASET,
      params: { row_limit: 5 },
      description: 'x',
    },
  ],
  dashboards: [{ uuid: BOARD, dashboard_title: 'Ops', slug: 'ops', position: {}, metadata: {} }],
});

describe('a folder as a target', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'target-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const open = (user = 'ci') => openDirTarget({ dir, user, now: () => new Date('2026-11-21T12:00:00Z') });

  it('holds what was imported, numbered and filled in, and gives it back', async () => {
    await open().importAssets(bundle());
    const back = await openDirReader({ dir }).export();
    expect(back.charts[0]?.params).toMatchObject({ datasource: '1__table', annotation_layers: [] });
    expect(back.datasets[0]?.columns[0]).toMatchObject({ is_active: true, groupby: true });
    expect([...objectSet(back).values()]).toEqual([...objectSet(bundle()).values()]);
    expect(readdirSync(join(dir, 'charts'))).toEqual(['Orders_1.yaml']);
  });

  it('keeps the value of an absent key and clears it for a null', async () => {
    await open().importAssets(bundle());
    const [chart] = bundle().charts;
    const { description: _left, ...without } = chart ?? { uuid: '' };
    await open().importAssets({ ...bundle(), charts: [without as never] });
    expect((await open().export()).charts[0]?.description).toBe('x');
    await open().importAssets({ ...bundle(), charts: [{ ...without, description: null } as never] });
    expect((await open().export()).charts[0]?.description).toBeNull();
  });

  it('changes nothing when it refuses', async () => {
    await open().importAssets(bundle());
    const bad = {
      ...bundle(),
      charts: [
        { ...bundle().charts[0], slice_name: 'Changed' },
        { ...bundle().charts[0], uuid: BOARD, dataset_uuid: CHART },
      ],
    };
    await expect(open().importAssets(bad as never)).rejects.toMatchObject({ code: 'TARGET_REJECTED' });
    expect((await open().export()).charts[0]?.slice_name).toBe('Orders');
  });

  it('takes over an object with the same slug, as Superset does', async () => {
    await open().importAssets(bundle());
    const other = 'dddddddd-0000-4000-8000-000000000002';
    await open().importAssets({
      databases: [],
      datasets: [],
      charts: [],
      dashboards: [{ ...bundle().dashboards[0], uuid: other } as never],
    });
    expect((await open().export()).dashboards.map((each) => each.uuid)).toEqual([other]);
  });

  it('takes an edited file for a change by a person', async () => {
    await open().importAssets(bundle());
    const path = join(dir, 'charts', 'Orders_1.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('row_limit: 5', 'row_limit: 9'));
    const list = await open().list();
    expect(list.get(CHART)?.changedBy).toBe('a person, in the file');
    expect(list.get(DATASET)).toMatchObject({ changedBy: 'ci', changedOn: '2026-11-21T12:00:00.000Z' });
    expect((await open().export()).charts[0]?.params.row_limit).toBe(9);
  });

  it('refuses to delete a database with datasets, and lets charts lose their dataset', async () => {
    await open().importAssets(bundle());
    await expect(open().remove([{ kind: 'database', uuid: DATABASE }])).rejects.toMatchObject({
      code: 'TARGET_REJECTED',
    });
    await open().remove([{ kind: 'dataset', uuid: DATASET }]);
    const back = await open().export();
    expect(back.datasets).toEqual([]);
    expect(back.charts[0]?.dataset_uuid).toBeUndefined();
    expect(readdirSync(join(dir, 'datasets'))).toEqual([]);
  });

  it('wants the password of a new database', async () => {
    const uri = ['postgresql://bi', 'XXXXXXXXXX@host/wh'].join(':');
    const secured = { ...bundle(), databases: [{ ...bundle().databases[0], sqlalchemy_uri: uri }] } as never as Bundle;
    await expect(open().importAssets(secured)).rejects.toThrow('Must provide a password');
    await open().importAssets(secured, { passwords: new Map([[DATABASE, 'x']]) });
    expect((await open().export()).databases).toHaveLength(1);
  });
});
