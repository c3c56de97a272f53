import { loadConfig } from '../../../config/config.ts';
import { Option } from 'commander';
import { buildQueries } from '../../../charts/query/build-queries.ts';
import { buildSql } from '../../../charts/sql/build-sql.ts';
import { Failure } from '../../../errors.ts';
import type { Bundle, ChartAsset, DatasetAsset } from '../../../model/assets.ts';
import type { Dialect } from '../../../model/sql-runner.ts';
import { nearest } from '../../../util/nearest.ts';
import { bundleOf } from '../../bundle-of.ts';
import type { DefineCommand } from '../../command.ts';

interface Options {
  bundle?: string;
  env?: string;
  chart: string;
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

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--chart <uuid>', 'UUID or name of the chart')
    .option('--bundle <path>', 'look into this bundle folder or export ZIP instead of the project')
    .option('--env <name>', 'environment to compile for (default: the first one)')
    .option('--sql', 'the SQL of each query, for each dialect')
    .addOption(new Option('--dialect <name>', 'only this dialect of SQL').choices(['sqlite', 'postgresql']))
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop assets query --chart "Bug Trends Over Time" --json\n  feedback-loop assets query --chart "Bug Trends Over Time" --sql --dialect postgresql\n  feedback-loop assets query --bundle export.zip --chart 79567e46-97f6-4cd2-8e98-4cd211389743 --json',
    )
    .action(async (options: Options) => {
      io.output.json = options.json ?? false;
      const bundle = await bundleOf(io, loadConfig({ cwd: io.cwd, env: io.env }), options);
      const chart = chartOf(bundle, options.chart);
      const dataset = datasetOf(bundle, chart);
      const queries = buildQueries(chart, dataset);
      if (!options.sql) {
        io.output.result({ queries }, () => JSON.stringify({ queries }, null, 2));
        return;
      }
      const dialects: Dialect[] = options.dialect ? [options.dialect] : ['sqlite', 'postgresql'];
      const now = io.now().getTime();
      const sql: Partial<Record<Dialect, string[]>> = {};
      for (const dialect of dialects) {
        const texts: string[] = [];
        for (const query of queries) texts.push((await buildSql(query, dataset, { dialect, now })).sql);
        sql[dialect] = texts;
      }
      io.output.result({ queries, sql }, () =>
        Object.entries(sql)
          .flatMap(([dialect, texts]) => [`-- ${dialect}`, ...texts.map((text) => `${text};`)])
          .join('\n'),
      );
    });
};
