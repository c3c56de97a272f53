import { describe, expect, it } from 'vitest';
import { sqlTemplates } from '../../../src/charts/jinja/render-sql.ts';
import type { QueryObject } from '../../../src/charts/query/types.ts';
import { buildSql } from '../../../src/charts/sql/build-sql.ts';
import type { DatasetAsset } from '../../../src/model/assets.ts';

const now = Date.UTC(2026, 10, 20);
const query: QueryObject = {
  filters: [
    { col: 'team', op: 'IN', val: ["O'Neil", 'red'] },
    { col: 'at', op: 'TEMPORAL_RANGE', val: '2026-11-01 : 2026-11-08' },
    { col: 'size', op: '>', val: 3 },
  ],
  extras: { time_grain_sqla: 'P1D' },
  columns: ['team'],
  metrics: ['count'],
  url_params: { region: "no'rth" },
  row_limit: 10,
};
const dataset: DatasetAsset = {
  uuid: 'd',
  table_name: 'things',
  database_uuid: 'x',
  template_params: '{"floor": 7}',
  columns: [
    { column_name: 'team', type: 'TEXT' },
    { column_name: 'at', type: 'TIMESTAMP', is_dttm: true },
    { column_name: 'size', type: 'INTEGER' },
  ],
  metrics: [{ metric_name: 'count', expression: 'COUNT(*)' }],
};
const rendered = (sql: string, dialect: 'sqlite' | 'postgresql' = 'sqlite'): string =>
  sqlTemplates({ query, dataset, dialect, now }).render(sql);

describe("Superset's Jinja in SQL", () => {
  it.each([
    ["{{ filter_values('team') | where_in }}", "('O''Neil', 'red')"],
    ['{{ "\'" + "\',\'".join(filter_values(\'size\')) + "\'" }}', "'3'"],
    ["{{ filter_values('gone', 'all') | join(',') }}", 'all'],
    ["{% for f in get_filters('size') %}{{ f.get('op') }}{{ f.val }}{% endfor %}", '>3'],
    ['{{ from_dttm }} {{ to_dttm }}', '2026-11-01T00:00:00 2026-11-08T00:00:00'],
    ['{% if from_dttm is not none %}yes{% endif %}', 'yes'],
    ["{{ get_time_filter('at').from_expr }}", "'2026-11-01 00:00:00'"],
    ["{{ get_time_filter('at', strftime='%Y').to_expr }}", '2026'],
    [
      "{% set t = get_time_filter('gone', default='2025-01-01 : 2025-02-01') %}{{ t.time_range }}",
      '2025-01-01 : 2025-02-01',
    ],
    ["{{ url_param('region') }} {{ url_param('none', 'x') }}", "no''rth x"],
    ["{{ current_username() or 'nobody' }}", 'nobody'],
    ["{{ metric('count') }}", 'COUNT(*)'],
    ['{{ time_grain }} {{ row_limit }} {{ floor }}', 'P1D 10 7'],
    ["{{ columns | join(',') }} {{ metrics | join(',') }}", 'team count'],
  ])('%s', (sql, expected) => {
    expect(rendered(sql)).toBe(expected);
  });

  it('writes moments as each database reads them', () => {
    expect(rendered("{{ get_time_filter('at').from_expr }}", 'postgresql')).toMatch(/2026-11-01 00:00:00/);
  });

  it.each([
    ['{{ dataset(3) }}', /dataset\(\)/],
    ["{{ latest_partition('x') }}", /latest_partition\(\)/],
    ['{{ my_own_macro() }}', /my_own_macro is not defined/],
    ['{{ from_dtm }}', /did you mean from_dttm/],
    ["{{ metric('nothing') }}", /no metric nothing/],
    ["{{ 'a' | no_such_filter }}", /no_such_filter/],
  ])('refuses %s by name', (sql, message) => {
    expect(() => rendered(sql)).toThrow(message);
  });

  it.each([
    "{{ ''.__class__.__mro__ }}",
    "{{ filter_values.constructor('return process')() }}",
    '{{ columns.constructor }}',
    '{% for i in range(99999999) %}{% endfor %}',
    '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
    '{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}',
  ])('gives hostile text nothing: %s', (sql) => {
    expect(() => rendered(sql)).toThrow(/not evaluated here|not defined/);
  });

  it('leaves a filter that the dataset took over out of the outer query', async () => {
    const virtual = {
      ...dataset,
      sql: `SELECT team, "at", size FROM things WHERE team IN {{ filter_values('team', remove_filter=True) | where_in }}`,
    };
    const { sql } = await buildSql(query, virtual, { dialect: 'sqlite', now });
    expect(sql).toContain("team IN ('O''Neil', 'red')");
    expect(sql.match(/O''Neil/g)).toHaveLength(1);
    expect(sql).toContain('"size" > 3');
  });

  it('is checked as hostile SQL after it was evaluated', async () => {
    const virtual = { ...dataset, sql: "SELECT team FROM {{ 'sqlite' + '_master' }}" };
    await expect(buildSql(query, virtual, { dialect: 'sqlite', now })).rejects.toMatchObject({ code: 'SQL_REFUSED' });
    const broken = {
      ...query,
      filters: [{ col: 'team', op: 'IN', val: ["x') UNION SELECT sql FROM sqlite_master --"] }],
    };
    const open = { ...dataset, sql: "SELECT team FROM things WHERE team IN ('{{ filter_values('team')[0] }}')" };
    await expect(buildSql(broken, open, { dialect: 'sqlite', now })).rejects.toMatchObject({ code: 'SQL_REFUSED' });
  });

  it.each([
    ['texts in lists', `{% set a = ['x'] %}${'{% set a = [a|where_in, a|where_in] %}'.repeat(30)}`],
    ['joined lists', `{% set a = 'xxxxxxxxxx' %}${'{% set a = a.join([a, a, a]) %}'.repeat(30)}`],
    ['blanks', ' '.repeat(200_000)],
  ])('ends when it grows without end: %s', async (_what, text) => {
    const growing = { ...dataset, sql: `SELECT team FROM things ${text} {{ 1 }}` };
    await expect(buildSql(query, growing, { dialect: 'sqlite', now })).rejects.toMatchObject({
      code: 'CHART_UNSUPPORTED',
    });
  });

  it('works in metrics and in conditions', async () => {
    const { sql } = await buildSql(
      {
        ...query,
        extras: { where: 'size > {{ floor }}' },
        metrics: [{ expressionType: 'SQL', sqlExpression: 'SUM({{ columns[0] }})', label: 's' }],
      },
      dataset,
      { dialect: 'sqlite', now },
    );
    expect(sql).toContain('size > 7');
    expect(sql).toContain('SUM(team)');
  });
});
