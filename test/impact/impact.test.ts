import { describe, expect, it } from 'vitest';
import { findObject, impactOf } from '../../src/superset/impact/impact.ts';
import { impactText } from '../../src/superset/render/impact-text.ts';
import { chart, entry, id, setOf } from '../plan/objects.ts';

const database = entry('database', 'wh', { database_name: 'wh' });
const dataset = entry('dataset', 'orders', {
  table_name: 'orders',
  database_uuid: id('wh'),
  columns: { region: {}, price: {}, gross: { expression: 'price * 1.2' }, unused: {} },
  metrics: { total: { expression: 'SUM(gross)' } },
});
const board = entry('dashboard', 'Ops', {
  slug: 'ops',
  layout: {
    key: 'ROOT_ID',
    type: 'ROOT',
    meta: {},
    children: [{ key: `chart:${id('Totals')}`, type: 'CHART', meta: {}, children: [] }],
  },
  metadata: {},
});
const set = setOf(
  database,
  dataset,
  chart('Totals', { metrics: ['total'], groupby: ['region'] }, 'orders'),
  chart('Regions', { groupby: ['region'] }, 'orders'),
  board,
);
const impact = (wanted: string) => {
  const { entry: found, member } = findObject(set, wanted);
  return impactOf(set, found, member);
};
const names = (list: { name: string }[]) => list.map((each) => each.name);

describe('what uses an object', () => {
  it('goes from a database up to dashboards', () => {
    const { usedBy } = impact('database:wh');
    expect([names(usedBy.datasets), names(usedBy.charts), names(usedBy.dashboards)]).toEqual([
      ['orders'],
      ['Totals', 'Regions'],
      ['Ops'],
    ]);
  });

  it('goes through metrics and computed columns to the column they are made of', () => {
    expect(names(impact('orders.price').usedBy.charts)).toEqual(['Totals']);
    expect(names(impact('orders.price').usedBy.dashboards)).toEqual(['Ops']);
    expect(names(impact('orders.region').usedBy.charts)).toEqual(['Totals', 'Regions']);
    expect(impact('orders.unused').usedBy.charts).toEqual([]);
  });

  it('says what a dashboard is made of, and which columns a chart uses', () => {
    const { uses } = impact('ops');
    expect([names(uses.charts), names(uses.datasets), names(uses.databases)]).toEqual([['Totals'], ['orders'], ['wh']]);
    expect(names(impact('Totals').members)).toEqual(['region', 'price', 'gross', 'total']);
    expect(impactText(impact('Totals'))).toContain('on');
  });

  it('asks back when a name says too little', () => {
    expect(() => findObject(setOf(chart('Orders'), { ...chart('Orders'), uuid: id('x') }), 'orders')).toThrow(
      'more than one',
    );
    expect(() => findObject(set, 'ordrs')).toThrow('there is no object');
  });
});
