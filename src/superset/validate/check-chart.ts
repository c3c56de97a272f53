import type { SupersetVersion } from '../../config/environment.ts';
import { buildQueries } from '../../charts/query/build-queries.ts';
import type { AdhocColumn, AdhocMetric, QueryObject } from '../../charts/query/types.ts';
import { Failure, messageOf } from '../../errors.ts';
import type { ChartAsset, DatasetAsset } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import { nearest } from '../../util/nearest.ts';
import { isPlain } from '../compile/shape.ts';
import type { CheckSql } from './check-sql.ts';
import type { Report } from './report.ts';
import { EVERYWHERE, VIZ_LIVES } from './viz-types.ts';

/** Grains that our viewer offers everywhere and Superset on SQLite only. */
const SQLITE_GRAINS = /^(PT6H|PT0\.5H|P0\.25Y|.*\/.*)$/;

/** A chart against its dataset: its type exists, its columns and metrics do, the engine has its time grain. */
export async function checkChart(
  chart: ChartAsset,
  dataset: DatasetAsset | undefined,
  target: { version: SupersetVersion; dialect: Dialect; checkSql: CheckSql },
  report: Report,
): Promise<void> {
  checkVizType(chart, target.version, report);
  checkGrain(chart, target.dialect, report);
  if (!dataset || !isPlain(chart.params)) return;
  const { params } = chart;
  if (params.viz_type !== undefined && params.viz_type !== chart.viz_type) {
    report(
      'VIZ_TYPE',
      'warning',
      `params.viz_type is ${JSON.stringify(params.viz_type)}, viz_type ${chart.viz_type}`,
      ['params', 'viz_type'],
      'Remove params.viz_type: compile writes it.',
    );
  }
  let queries: QueryObject[];
  try {
    queries = buildQueries(chart);
  } catch (thrown) {
    if (!(thrown instanceof Failure || thrown instanceof TypeError)) throw thrown;
    report(
      'CHART_INVALID',
      'error',
      `the form data give no query: ${messageOf(thrown)}`,
      ['params'],
      'Compare with a chart of the same type.',
    );
    return;
  }
  const seen = new Set<string>();
  const missing = (what: 'column' | 'metric', name: string, known: readonly string[]): void => {
    if (seen.has(`${what} ${name}`)) return;
    seen.add(`${what} ${name}`);
    const near = nearest(name, known);
    const path = ['params', ...(pathTo(params, name) ?? [])];
    report(
      what === 'column' ? 'COLUMN_MISSING' : 'METRIC_MISSING',
      'error',
      `the dataset ${dataset.table_name} has no ${what} ${name}`,
      path,
      near ? `Did you mean ${near}?` : `It has: ${known.join(', ')}`,
    );
  };
  const sql = (text: unknown): Promise<void> =>
    typeof text === 'string' && text.trim() !== ''
      ? target.checkSql('expression', text, report, ['params', ...(pathTo(params, text) ?? [])])
      : Promise.resolve();
  for (const query of queries) await checkQuery(query, dataset, { missing, sql });
}

interface Checks {
  missing: (what: 'column' | 'metric', name: string, known: readonly string[]) => void;
  sql: (text: unknown) => Promise<void>;
}

async function checkQuery(query: QueryObject, dataset: DatasetAsset, { missing, sql }: Checks): Promise<void> {
  const columns = dataset.columns.map((each) => each.column_name);
  const metrics = dataset.metrics.map((each) => each.metric_name);
  const labels = (query.metrics ?? []).flatMap((each) => (typeof each === 'string' ? [] : [each.label ?? '']));
  const column = async (each: string | AdhocColumn): Promise<void> => {
    const name = typeof each === 'string' ? each : each.isColumnReference ? each.sqlExpression : undefined;
    if (name === undefined) await sql((each as AdhocColumn).sqlExpression);
    else if (!columns.includes(name)) missing('column', name, columns);
  };
  const metric = async (each: string | AdhocMetric): Promise<void> => {
    if (typeof each === 'string') {
      if (!metrics.includes(each) && !labels.includes(each)) missing('metric', each, metrics);
    } else if (each.expressionType === 'SQL') await sql(each.sqlExpression);
    else if (each.column && !columns.includes(each.column.column_name))
      // Form data of strangers: the name may be anything, or not there.
      missing('column', String(each.column.column_name), columns);
  };
  for (const each of [...query.columns, ...(query.groupby ?? []), ...(query.series_columns ?? [])]) await column(each);
  for (const each of query.metrics ?? []) await metric(each);
  if (query.series_limit_metric) await metric(query.series_limit_metric);
  for (const { col } of query.filters) {
    // A filter on a metric goes to HAVING.
    if (typeof col !== 'string' || !metrics.includes(col)) await column(col);
  }
  for (const [by] of query.orderby ?? []) {
    if (typeof by !== 'string')
      await ('sqlExpression' in by && !('aggregate' in by) && by.columnType !== undefined
        ? column(by as AdhocColumn)
        : metric(by as AdhocMetric));
    else if (!columns.includes(by) && !metrics.includes(by) && !labels.includes(by))
      missing('column', by, [...columns, ...metrics]);
  }
  await sql(query.extras.where);
  await sql(query.extras.having);
}

function checkVizType(chart: ChartAsset, version: SupersetVersion, report: Report): void {
  const type = String(chart.viz_type);
  if (EVERYWHERE.includes(type)) return;
  const life = VIZ_LIVES[type];
  if (!life) {
    const near = nearest(type, [...EVERYWHERE, ...Object.keys(VIZ_LIVES)]);
    report(
      'VIZ_TYPE',
      'warning',
      `Superset has no chart type ${type}, unless a plugin adds it`,
      ['viz_type'],
      near ? `Did you mean ${near}?` : 'Choose one that exists.',
    );
  } else if (life.since !== undefined && Number(version) < Number(life.since)) {
    report(
      'VIZ_TYPE',
      'error',
      `the chart type ${type} exists from Superset ${life.since} on; the target is ${version}`,
      ['viz_type'],
      'Choose by version: [[ "gantt_chart" if superset.major >= 6 else "table" ]]',
    );
  } else if (life.replaced) {
    const drawn = life.gone !== undefined && Number(version) < Number(life.gone);
    report(
      'VIZ_TYPE',
      // Superset 4.1 still draws some: they may stay until they are changed.
      drawn ? 'warning' : 'error',
      `every import of Superset turns a chart of type ${type} into ${life.instead} and rewrites its controls: it would differ from Git for ever`,
      ['viz_type'],
      `Let Superset do it once: import the chart there, then take it from there (feedback-loop assets adopt "chart:${String(chart.slice_name)}" --env ENV). Or write it as ${life.instead} here.`,
    );
  } else if (life.gone !== undefined && Number(version) >= Number(life.gone)) {
    report(
      'VIZ_TYPE',
      'error',
      `the chart type ${type} is gone since Superset ${life.gone}`,
      ['viz_type'],
      `Use ${life.instead ?? 'another'}.`,
    );
  }
}

function checkGrain(chart: ChartAsset, dialect: Dialect, report: Report): void {
  const grain = isPlain(chart.params) ? chart.params.time_grain_sqla : undefined;
  if (typeof grain !== 'string') return;
  if (grain === 'P1W') {
    report(
      'WEEK_START',
      'warning',
      'P1W begins on Sunday on SQLite and on Monday on PostgreSQL: the same chart shows other weeks',
      ['params', 'time_grain_sqla'],
      'Use a column that holds the Monday of the week, such as week, without a grain.',
    );
  } else if (dialect === 'postgresql' && SQLITE_GRAINS.test(grain)) {
    report(
      'GRAIN',
      'error',
      `Superset has no time grain ${grain} on PostgreSQL`,
      ['params', 'time_grain_sqla'],
      'Use PT1H, P1D, P1M, P3M or P1Y.',
    );
  }
}

/** Where in the form data a name stands: as a value, or within a column or metric of its own. */
function pathTo(value: unknown, name: string): (string | number)[] | undefined {
  if (value === name) return [];
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, each] of Object.entries(value)) {
    const found = pathTo(each, name);
    if (found) return [Array.isArray(value) ? Number(key) : key, ...found];
  }
  return undefined;
}
