import { describe, expect, it } from 'vitest';
import type { QueryObject } from '../../../src/charts/query/types.ts';
import { buildSql } from '../../../src/charts/sql/build-sql.ts';
import type { DatasetAsset } from '../../../src/model/assets.ts';
import type { Dialect } from '../../../src/model/sql-runner.ts';

const dataset: DatasetAsset = {
  uuid: 'd',
  table_name: 'events',
  schema: 'metrics',
  database_uuid: 'b',
  main_dttm_col: 'at',
  columns: [
    { column_name: 'at', type: 'TIMESTAMP', is_dttm: true },
    { column_name: 'day', type: 'DATE', is_dttm: true },
    { column_name: 'name', type: 'VARCHAR(50)' },
    { column_name: 'amount', type: 'BIGINT' },
    { column_name: 'ok', type: 'BOOLEAN' },
    { column_name: 'size', type: 'TEXT', expression: "CASE WHEN amount > 10 THEN 'large' ELSE 'small' END" },
  ],
  metrics: [
    { metric_name: 'count', expression: 'COUNT(*)' },
    { metric_name: 'total', expression: 'SUM(amount)' },
  ],
};

const now = Date.UTC(2026, 10, 21);
const base: QueryObject = { filters: [], extras: {}, columns: [], metrics: ['count'] };
const sqlOf = async (query: Partial<QueryObject>, dialect: Dialect = 'sqlite'): Promise<string> =>
  (await buildSql({ ...base, ...query }, dataset, { dialect, now })).sql;

const where = async (filter: QueryObject['filters'][number], dialect: Dialect = 'sqlite'): Promise<string> =>
  /WHERE (.*?)(?: LIMIT| GROUP)/.exec(await sqlOf({ filters: [filter] }, dialect))?.[1] ?? '';

describe('the SQL of a query', () => {
  it('counts over the table of the dialect', async () => {
    expect(await sqlOf({})).toBe('SELECT COUNT(*) AS "count" FROM "events" LIMIT 50000');
    expect(await sqlOf({}, 'postgresql')).toBe('SELECT COUNT(*) AS "count" FROM "metrics"."events" LIMIT 50000');
  });

  it('groups by grain and series in one complete order', async () => {
    const columns: QueryObject['columns'] = [
      {
        timeGrain: 'P1M',
        columnType: 'BASE_AXIS',
        sqlExpression: 'at',
        label: 'at',
        expressionType: 'SQL',
        isColumnReference: true,
      },
      'name',
    ];
    expect(await sqlOf({ columns, orderby: [['count', false]], row_limit: 10 }, 'postgresql')).toBe(
      `SELECT date_trunc('month', "at") AS "at", "name" AS "name", COUNT(*) AS "count" FROM "metrics"."events" GROUP BY date_trunc('month', "at"), "name" ORDER BY COUNT(*) DESC NULLS LAST, date_trunc('month', "at") ASC NULLS FIRST, CAST("name" AS TEXT) COLLATE "C" ASC NULLS FIRST LIMIT 10`,
    );
    expect(await sqlOf({ columns, orderby: [['count', false]], row_limit: 10 })).toBe(
      `SELECT strftime('%Y-%m-01 00:00:00', "at") AS "at", "name" AS "name", COUNT(*) AS "count" FROM "events" GROUP BY strftime('%Y-%m-01 00:00:00', "at"), "name" ORDER BY COUNT(*) DESC, strftime('%Y-%m-01 00:00:00', "at") ASC, "name" ASC LIMIT 10`,
    );
  });

  it('lists rows as they are, in the order asked for and no other', async () => {
    const { metrics: _none, ...raw } = base;
    const built = await buildSql(
      { ...raw, columns: ['name', 'amount'], orderby: [['amount', false]], row_limit: 5, row_offset: 5 },
      dataset,
      { dialect: 'sqlite', now },
    );
    expect(built.sql).toBe(
      'SELECT "name" AS "name", "amount" AS "amount" FROM "events" ORDER BY "amount" DESC LIMIT 5 OFFSET 5',
    );
  });

  it('keeps the largest series by a join, or calls the rest Others', async () => {
    const query = { columns: ['name'], series_columns: ['name'], series_limit: 3 };
    const sql = await sqlOf(query);
    // Made once: in the join itself SQLite may run it anew for every row.
    expect(sql).toContain(
      'WITH series_limit AS MATERIALIZED (SELECT "name" AS "name__", COUNT(*) AS mme_inner__ FROM "events" GROUP BY "name" ORDER BY COUNT(*) DESC, "name" LIMIT 3) SELECT',
    );
    expect(sql).toContain(' JOIN series_limit ON "name" = series_limit."name__"');
    expect(await sqlOf({ ...query, group_others_when_limit_reached: true })).toMatch(
      /\) SELECT CASE WHEN series_limit\."name__" IS NOT NULL THEN "name" ELSE 'Others' END AS "name".* LEFT JOIN /,
    );
  });

  it('counts all rows of a paged table', async () => {
    expect(await sqlOf({ columns: ['name'], is_rowcount: true, row_limit: 100 })).toBe(
      'SELECT COUNT(*) AS "rowcount" FROM (SELECT "name" AS "name", COUNT(*) AS "count" FROM "events" GROUP BY "name" LIMIT 100) AS rowcount_qry',
    );
  });

  it('never lets a chart ask for more than 100,000 rows', async () => {
    expect(await sqlOf({ row_limit: 5_000_000 })).toMatch(/LIMIT 100000$/);
    expect(await sqlOf({ row_limit: 0 })).toMatch(/LIMIT 100000$/);
  });

  it('has metrics and columns of every form', async () => {
    const sql = await sqlOf({
      columns: ['size', { expressionType: 'SQL', sqlExpression: 'lower(name)', label: 'small name' }],
      metrics: [
        { expressionType: 'SIMPLE', aggregate: 'COUNT_DISTINCT', column: { column_name: 'name' }, label: 'names' },
        { expressionType: 'SQL', sqlExpression: 'SUM(amount) / 2', label: 'half' },
      ],
    });
    expect(sql).toContain(
      `(CASE WHEN amount > 10 THEN 'large' ELSE 'small' END) AS "size", (lower(name)) AS "small name", COUNT(DISTINCT "name") AS "names", SUM(amount) / 2 AS "half"`,
    );
  });

  it('filters groups by metrics and by SQL', async () => {
    const sql = await sqlOf({
      columns: ['name'],
      filters: [{ col: 'total', op: '>', val: 5 }],
      extras: { having: '(COUNT(*) > 1)', where: '(amount > 0)' },
    });
    expect(sql).toContain('WHERE ((amount > 0)) GROUP BY "name" HAVING SUM(amount) > 5 AND ((COUNT(*) > 1))');
  });

  it('names what is missing and what was perhaps meant', async () => {
    await expect(sqlOf({ columns: ['amout'] })).rejects.toMatchObject({
      code: 'CHART_INVALID',
      hint: 'Did you mean amount?',
    });
    await expect(sqlOf({ metrics: ['cuont'] })).rejects.toMatchObject({
      code: 'CHART_INVALID',
      hint: 'Did you mean count?',
    });
  });
});

describe('a filter', () => {
  it.each<[QueryObject['filters'][number], string]>([
    [{ col: 'name', op: '==', val: "O'Brien\\" }, `"name" = 'O''Brien\\'`],
    [{ col: 'amount', op: '>=', val: '10' }, '"amount" >= 10'],
    [{ col: 'amount', op: '==', val: '1 OR 1=1' }, `"amount" = '1 OR 1=1'`],
    [{ col: 'name', op: 'IN', val: ['a', null, '<empty string>'] }, `("name" IS NULL OR "name" IN ('a', ''))`],
    [{ col: 'name', op: 'NOT IN', val: ['a'] }, `NOT ("name" IN ('a'))`],
    [{ col: 'name', op: 'IN', val: [] }, '1 = 0'],
    [{ col: 'name', op: 'IS NULL' }, '"name" IS NULL'],
    [{ col: 'name', op: '==', val: '<NULL>' }, '"name" IS NULL'],
    [{ col: 'name', op: 'ILIKE', val: '%x%' }, `lower("name") LIKE lower('%x%')`],
    [{ col: 'amount', op: 'LIKE', val: '1%' }, `CAST("amount" AS TEXT) LIKE '1%'`],
    [{ col: 'ok', op: 'IS TRUE' }, '"ok" = 1'],
    [{ col: 'ok', op: '==', val: 'true' }, '"ok" = 1'],
    [
      { col: 'at', op: 'TEMPORAL_RANGE', val: 'Last week' },
      `"at" >= '2026-11-14 00:00:00' AND "at" < '2026-11-21 00:00:00'`,
    ],
    [{ col: 'day', op: 'TEMPORAL_RANGE', val: '2026-11-01 : ' }, `"day" >= '2026-11-01 00:00:00.000000'`],
    [{ col: 'at', op: 'TEMPORAL_RANGE', val: 'No filter' }, ''],
  ])('%j is %s', async (filter, sql) => {
    expect(await where(filter)).toBe(sql);
  });

  it("writes times as PostgreSQL's own", async () => {
    expect(await where({ col: 'at', op: 'TEMPORAL_RANGE', val: '2026-11-01 : ' }, 'postgresql')).toBe(
      `"at" >= TO_TIMESTAMP('2026-11-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')`,
    );
    expect(await where({ col: 'day', op: 'TEMPORAL_RANGE', val: '2026-11-01 : ' }, 'postgresql')).toBe(
      `"day" >= TO_DATE('2026-11-01', 'YYYY-MM-DD')`,
    );
  });

  it('of an unknown operator or without its value is refused', async () => {
    await expect(where({ col: 'name', op: 'SOUNDS LIKE', val: 'x' })).rejects.toMatchObject({ code: 'CHART_INVALID' });
    await expect(where({ col: 'amount', op: '>' })).rejects.toMatchObject({ code: 'CHART_INVALID' });
  });
});
