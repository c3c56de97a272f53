import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/superset/normalise/json.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { diffObject } from '../../src/superset/plan/diff-object.ts';
import { bundlePairs } from '../normalise/bundles.ts';
import { id } from './objects.ts';
import { fc } from '../support/property.ts';

const fields = (kind: 'chart' | 'dataset' | 'dashboard', from: JsonObject, to: JsonObject) =>
  diffObject(kind, from, to, { nameOf: (uuid) => (uuid === id('a') ? 'Orders' : undefined), isUsed: () => true }).map(
    (change) => [change.field, change.what, change.summary ?? ''],
  );

describe('a difference', () => {
  it('is found exactly when two objects differ', () => {
    fc.assert(
      fc.property(bundlePairs, ([one, two]) => {
        const [before, after] = [objectSet(one), objectSet(two)];
        for (const [uuid, entry] of before) {
          const other = after.get(uuid)?.content ?? {};
          const changes = diffObject(entry.kind, entry.content, other);
          const same = JSON.stringify(sorted(entry.content)) === JSON.stringify(sorted(other));
          expect(changes.length === 0).toBe(same);
          expect(diffObject(entry.kind, entry.content, entry.content)).toEqual([]);
        }
      }),
    );
  });

  it('of a list of metrics and filters is told by what they are', () => {
    const filter = (comparator: string) => ({
      clause: 'WHERE',
      expressionType: 'SIMPLE',
      subject: 'region',
      operator: '==',
      comparator,
    });
    const of = (metrics: string[], value: string) => ({ params: { metrics, adhoc_filters: [filter(value)] } });
    expect(fields('chart', of(['count', 'total'], 'EU'), of(['total', 'mean'], 'US'))).toEqual([
      ['params.adhoc_filters[region ==].comparator', 'changed', ''],
      ['params.metrics[count]', 'removed', ''],
      ['params.metrics[mean]', 'added', ''],
    ]);
  });

  it('of the order alone is told as such', () => {
    const of = (groupby: string[]) => ({ params: { groupby } });
    expect(fields('chart', of(['a', 'b']), of(['b', 'a']))).toEqual([['params.groupby[(order)]', 'changed', '']]);
  });

  it('of SQL says how many lines changed, or that only the spacing did', () => {
    const of = (sql: string) => ({ sql });
    const long = 'SELECT one_column, another_column\nFROM a_table_of_orders\nWHERE amount > 100';
    expect(fields('dataset', of(long), of(long.replace('100', '200')))).toEqual([['sql', 'changed', '1 line changed']]);
    expect(fields('dataset', of(long), of(long.replaceAll('\n', '  ')))).toEqual([
      ['sql', 'changed', 'only spacing or comments changed'],
    ]);
  });

  it('of a native filter is told by its name', () => {
    const of = (column: string) => ({
      metadata: { native_filters: { 'NATIVE_FILTER-x': { name: 'Region', targets: [{ column: { name: column } }] } } },
    });
    expect(fields('dashboard', of('a'), of('b'))).toEqual([['filters[Region].targets', 'changed', '']]);
  });
});

describe('a difference of layout', () => {
  const node = (key: string, type: string, meta: JsonObject, children: JsonObject[] = []) => ({
    key,
    type,
    meta,
    children,
  });
  const chart = (word: string, width = 4) => node(`chart:${id(word)}`, 'CHART', { width });
  const of = (...rows: JsonObject[][]) => ({
    layout: node(
      'ROOT_ID',
      'ROOT',
      {},
      rows.map((children, row) => node(`ROW-${row + 1}`, 'ROW', {}, children)),
    ),
  });

  it('is one line for a chart that was moved and made wider', () => {
    expect(fields('dashboard', of([chart('b')], [chart('a')]), of([chart('b'), chart('a', 6)], []))).toEqual([
      ['layout chart "Orders"', 'moved', 'row 2, place 1 -> row 1, place 2, width 4 -> 6'],
    ]);
  });

  it('names the one component that changed its place among its neighbours', () => {
    const many = ['c', 'd', 'e', 'f'].map((word) => chart(word));
    const moved = fields('dashboard', of([chart('a'), ...many]), of([...many, chart('a')]));
    expect(moved).toEqual([['layout chart "Orders"', 'moved', 'row 1, place 1 -> row 1, place 5']]);
  });

  it('says what was added and removed, without the rows that only hold it', () => {
    expect(fields('dashboard', of([chart('a')]), of([], [chart('b')]))).toEqual([
      ['layout chart "Orders"', 'removed', 'removed from row 1, place 1'],
      [`layout chart "${id('b')}"`, 'added', 'added, row 2, place 1'],
    ]);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
