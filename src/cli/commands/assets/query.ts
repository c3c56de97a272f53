import { loadConfig } from '../../../config/config.ts';
import { Option } from 'commander';
import { applyOverrides, withFilters } from '../../../charts/chart-filters.ts';
import { chartsOf, slugOf } from '../../../charts/dashboard/dashboard-view.ts';
import { filterMetas, filtersFor } from '../../../charts/dashboard/filter-view.ts';
import { buildDashboardQueries, buildQueries } from '../../../charts/query/build-queries.ts';
import { buildSql } from '../../../charts/sql/build-sql.ts';
import { Failure } from '../../../errors.ts';
import type { QueryObject } from '../../../charts/query/types.ts';
import type { Bundle, ChartAsset, DatasetAsset } from '../../../model/assets.ts';
import type { Dialect } from '../../../model/sql-runner.ts';
import { nearest } from '../../../util/nearest.ts';
import { bundleOf } from '../../bundle-of.ts';
import type { DefineCommand } from '../../command.ts';

interface Options {
  bundle?: string;
  env?: string;
  chart: string;
  dashboard?: string;
  sql?: boolean;
  dialect?: Dialect;
  json?: boolean;
}

/** By UUID, else by its exact name. */
function chartOf(bundle: Bundle, wanted: string): ChartAsset {
  const found =
    bundle.charts.find((chart) => chart.uuid === wanted) ?? bundle.charts.find((chart) => chart.slice_name === wanted);
  if (found !== undefined) return found;
  const near = nearest(
    wanted,
    bundle.charts.flatMap((chart) => [chart.uuid, chart.slice_name]),
  );
  throw new Failure(
    'NOT_FOUND',
    `There is no chart ${wanted} in the bundle`,
    near ? { hint: `Did you mean ${near}?` } : {},
  );
}

function datasetOf(bundle: Bundle, chart: ChartAsset): DatasetAsset {
  const found = bundle.datasets.find((dataset) => dataset.uuid === chart.dataset_uuid);
  if (found !== undefined) return found;
  throw new Failure(
    'ASSET_INVALID',
    `The dataset ${chart.dataset_uuid} of the chart ${chart.slice_name} is not in the bundle`,
    { where: { item: chart.slice_name } },
  );
}

/** What a dashboard's page asks for the chart, with the native filters as they begin. */
function queriesOn(bundle: Bundle, wanted: string, chart: ChartAsset, dataset: DatasetAsset): QueryObject[] {
  const names = (each: Bundle['dashboards'][number]): string[] => [each.uuid, slugOf(each), each.dashboard_title];
  const dashboard = bundle.dashboards.find((each) => names(each).includes(wanted));
  if (dashboard === undefined) {
    const near = nearest(wanted, bundle.dashboards.flatMap(names));
    throw new Failure(
      'NOT_FOUND',
      `There is no dashboard ${wanted} in the bundle`,
      near ? { hint: `Did you mean ${near}?` } : {},
    );
  }
  const placed = chartsOf(bundle, dashboard).find((each) => each.uuid === chart.uuid);
  if (placed === undefined)
    throw new Failure(
      'NOT_FOUND',
      `The chart ${chart.slice_name} is not on the dashboard ${dashboard.dashboard_title}`,
    );
  const filters = filtersFor(dashboard, filterMetas(bundle, dashboard), chart.uuid, dataset, {});
  return buildDashboardQueries(withFilters(placed, dataset, filters));
}

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--chart <uuid>', 'UUID or name of the chart')
    .option('--bundle <path>', 'look into this bundle folder or export ZIP instead of the project')
    .option('--dashboard <slug>', 'as this dashboard asks for it, with its filters as they begin')
    .option('--env <name>', 'environment to compile for (default: the first one)')
    .option('--sql', 'the SQL of each query, for each dialect')
    .addOption(new Option('--dialect <name>', 'only this dialect of SQL').choices(['sqlite', 'postgresql']))
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop assets query --chart "Bug Trends Over Time" --json\n  feedback-loop assets query --chart "Bug Trends Over Time" --sql --dialect postgresql\n  feedback-loop assets query --chart "Bug Trends Over Time" --dashboard code-quality --json\n  feedback-loop assets query --bundle export.zip --chart 79567e46-97f6-4cd2-8e98-4cd211389743 --json',
    )
    .action(async (options: Options) => {
      io.output.json = options.json ?? false;
      const bundle = await bundleOf(io, loadConfig({ cwd: io.cwd, env: io.env }), options);
      const chart = chartOf(bundle, options.chart);
      const dataset = datasetOf(bundle, chart);
      const queries = options.dashboard
        ? queriesOn(bundle, options.dashboard, chart, dataset)
        : buildQueries(chart, dataset);
      if (!options.sql) {
        io.output.result({ queries }, () => JSON.stringify({ queries }, null, 2));
        return;
      }
      const dialects: Dialect[] = options.dialect ? [options.dialect] : ['sqlite', 'postgresql'];
      const now = io.now().getTime();
      const sql: Partial<Record<Dialect, string[]>> = {};
      for (const dialect of dialects) {
        const texts: string[] = [];
        for (const query of queries)
          texts.push((await buildSql(applyOverrides(query, dataset), dataset, { dialect, now })).sql);
        sql[dialect] = texts;
      }
      io.output.result({ queries, sql }, () =>
        Object.entries(sql)
          .flatMap(([dialect, texts]) => [`-- ${dialect}`, ...texts.map((text) => `${text};`)])
          .join('\n'),
      );
    });
};
