import { Failure } from '../../errors.ts';
import type { DatasetAsset, DatasetColumn } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import { nearest } from '../../util/nearest.ts';
import { isAdhocMetric } from '../query/form-fields.ts';
import { columnLabel, metricLabel } from '../query/labels.ts';
import type { QueryColumn, QueryMetric } from '../query/types.ts';
import { grainSql } from '../time/grains.ts';
import { asMoment, quoteName, type ValueKind, valueKind } from './dialect.ts';
import { checkColumn, checkExpression, checkRelation, checkSelect } from './guard.ts';

/** A column of the answer or a thing to compare: checked SQL and what it holds. */
export interface Expression {
  sql: string;
  label: string;
  kind: ValueKind;
  /** The dataset's column, where it is one. */
  column?: DatasetColumn;
}

/** A dataset as SQL sees it. Everything of the bundle goes through the guard here and nowhere else. */
export interface Source {
  dialect: Dialect;
  /** What stands behind FROM. */
  from: string;
  column(column: QueryColumn, grain?: string): Promise<Expression>;
  metric(metric: QueryMetric): Promise<Expression>;
  hasColumn(name: string): boolean;
  hasMetric(name: string): boolean;
  expression(sql: string): Promise<string>;
}

/** Evaluates the Jinja in SQL, before it is checked. */
type Render = (sql: string) => string;

const AGGREGATES: Readonly<Record<string, (sql: string) => string>> = {
  COUNT: (sql) => `COUNT(${sql})`,
  COUNT_DISTINCT: (sql) => `COUNT(DISTINCT ${sql})`,
  SUM: (sql) => `SUM(${sql})`,
  AVG: (sql) => `AVG(${sql})`,
  MIN: (sql) => `MIN(${sql})`,
  MAX: (sql) => `MAX(${sql})`,
};

async function fromClause(dataset: DatasetAsset, dialect: Dialect, render: Render): Promise<string> {
  if (dataset.sql) return `(${await checkSelect(render(dataset.sql), dialect)}) AS virtual_table`;
  checkRelation(dataset.schema, dataset.table_name);
  // SQLite has one schema and our names are unique over them; main is its name for it.
  const schema = dialect === 'sqlite' || dataset.schema === 'main' ? null : dataset.schema;
  return schema ? `${quoteName(schema)}.${quoteName(dataset.table_name)}` : quoteName(dataset.table_name);
}

function missing(what: string, name: string, known: string[], dataset: DatasetAsset): never {
  const near = nearest(name, known);
  throw new Failure('CHART_INVALID', `The dataset ${dataset.table_name} has no ${what} ${name}`, {
    where: { item: dataset.table_name },
    ...(near ? { hint: `Did you mean ${near}?` } : {}),
  });
}

/** @throws Failure CHART_INVALID for a column or metric that does not exist, SQL_REFUSED for SQL that is not allowed */
export async function openSource(dataset: DatasetAsset, dialect: Dialect, render: Render): Promise<Source> {
  const from = await fromClause(dataset, dialect, render);
  const columns = new Map(dataset.columns.map((column) => [column.column_name, column]));
  const metrics = new Map(dataset.metrics.map((metric) => [metric.metric_name, metric]));
  const expression = (sql: string): Promise<string> => checkExpression(render(sql), dialect);

  async function physical(name: string, label: string, grain: string | undefined): Promise<Expression> {
    const column = columns.get(name) ?? missing('column', name, [...columns.keys()], dataset);
    checkColumn(name);
    const kind = valueKind(column.type, column.is_dttm);
    const plain = column.expression ? `(${await expression(column.expression)})` : quoteName(name);
    const format = column.python_date_format;
    if (kind === 'time' && (grain || format?.startsWith('epoch'))) {
      const moment = asMoment(dialect, plain, format);
      return { sql: grain ? grainSql(dialect, grain, moment) : moment, label, kind, column };
    }
    return { sql: plain, label, kind, column };
  }

  return {
    dialect,
    from,
    expression,
    hasColumn: (name) => columns.has(name),
    hasMetric: (name) => metrics.has(name),
    async column(column, grain) {
      if (typeof column === 'string') return physical(column, column, grain);
      const label = columnLabel(column);
      const wanted = column.timeGrain ?? grain;
      if (column.isColumnReference || columns.has(column.sqlExpression))
        return physical(column.sqlExpression, label, wanted);
      const sql = `(${await expression(column.sqlExpression)})`;
      return wanted ? { sql: grainSql(dialect, wanted, sql), label, kind: 'time' } : { sql, label, kind: 'text' };
    },
    async metric(metric) {
      const label = metricLabel(metric);
      if (typeof metric === 'string') {
        const saved = metrics.get(metric) ?? missing('metric', metric, [...metrics.keys()], dataset);
        return { sql: await expression(saved.expression), label, kind: 'number' };
      }
      if (isAdhocMetric(metric) && metric.expressionType === 'SQL') {
        return { sql: await expression(metric.sqlExpression ?? ''), label, kind: 'number' };
      }
      const aggregate = AGGREGATES[metric.aggregate?.toUpperCase() ?? ''];
      if (aggregate === undefined)
        throw new Failure('CHART_INVALID', `There is no aggregate ${String(metric.aggregate)}`);
      const { sql } = await physical(metric.column?.column_name ?? '', '', undefined);
      return { sql: aggregate(sql), label, kind: 'number' };
    },
  };
}
