import type { SupersetVersion } from '../../config/environment.ts';
import { buildQueries } from '../../charts/query/build-queries.ts';
import { buildSql } from '../../charts/sql/build-sql.ts';
import { Failure, messageOf } from '../../errors.ts';
import type { ChartAsset, DatasetAsset } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import { nearest } from '../../util/nearest.ts';
import { isPlain } from '../compile/shape.ts';
import type { Report } from './report.ts';
import { EVERYWHERE, VIZ_LIVES } from './viz-types.ts';

/** Grains that our viewer offers everywhere and Superset on SQLite only. */
const SQLITE_GRAINS = /^(PT6H|PT0\.5H|P0\.25Y|.*\/.*)$/;

/**
 * A chart against its dataset: its type exists, its columns and metrics do, the engine has its time grain. Answers the
 * SQL of its queries, for the probe; none when they cannot be written.
 */
export async function checkChart(
  chart: ChartAsset,
  dataset: DatasetAsset | undefined,
  target: { version: SupersetVersion; dialect: Dialect; now: number },
  report: Report,
): Promise<string[]> {
  checkVizType(chart, target.version, report);
  checkGrain(chart, target.dialect, report);
  if (!dataset) return [];
  if (isPlain(chart.params) && chart.params.viz_type !== undefined && chart.params.viz_type !== chart.viz_type) {
    report(
      'VIZ_TYPE',
      'warning',
      `params.viz_type is ${JSON.stringify(chart.params.viz_type)}, viz_type ${chart.viz_type}`,
      ['params', 'viz_type'],
      'Remove params.viz_type: compile writes it.',
    );
  }
  try {
    const built = [];
    for (const query of buildQueries(chart, dataset)) {
      built.push((await buildSql(query, dataset, { dialect: target.dialect, now: target.now })).sql);
    }
    return built;
  } catch (thrown) {
    reportFailure(thrown, chart, report);
    return [];
  }
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

/** What our own way from chart to SQL says: a name that does not exist is Superset's error as well; refused SQL is ours alone. */
function reportFailure(thrown: unknown, chart: ChartAsset, report: Report): void {
  const message = messageOf(thrown);
  const hint = thrown instanceof Failure ? thrown.hint : 'Correct params.';
  const [, what, name] = /has no (column|metric) (.+)$/.exec(message) ?? [];
  if (what !== undefined && name !== undefined) {
    report(
      what === 'column' ? 'COLUMN_MISSING' : 'METRIC_MISSING',
      'error',
      message,
      ['params', ...(pathTo(chart.params, name) ?? [])],
      hint,
    );
  } else if (thrown instanceof Failure && thrown.code === 'SQL_REFUSED') {
    report('SQL_REFUSED', 'warning', `the viewer will not run this chart: ${message}`, ['params'], hint);
  } else if (thrown instanceof Failure) {
    report(thrown.code, 'error', message, ['params'], hint);
  } else throw thrown;
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
